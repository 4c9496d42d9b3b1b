#include "integrations/providers/ssh_settings.h"

#include "tests/integrations/providers/ssh_world.h"

namespace curfew::providers {
namespace {

using core::ErrorKind;
using provider::ProviderAccess;
using support::TempDir;

TEST(SshSettings, NothingConfiguredIsNothingSet) {
    const auto settings = ssh_settings_of(nullptr);

    ASSERT_TRUE(settings.has_value());
    EXPECT_TRUE(settings.value().lists.empty());
    EXPECT_EQ(settings.value().keygen, "/usr/bin/ssh-keygen");
}

TEST(SshSettings, ListsLoginsAndAuthoritiesAreRead) {
    const TempDir folder;
    make_key(folder, "ca");
    make_key(folder, "other");
    ProviderAccess access;
    access.settings = {{"revoked_keys", "/etc/ssh/krl  /srv/krl"},
                       {"logins", "deploy@Bastion.example.com git@[2001:db8::1]:2222 a@::1 b@h:22"},
                       {"known_hosts", "/etc/ssh/known"},
                       {"authorities", folder.at("ca.pub")}};

    const auto settings = ssh_settings_of(&access);

    ASSERT_TRUE(settings.has_value()) << settings.error().message();
    EXPECT_EQ(settings.value().lists, (std::vector<std::string>{"/etc/ssh/krl", "/srv/krl"}));
    ASSERT_EQ(settings.value().logins.size(), 4U);
    EXPECT_EQ(settings.value().logins[0].host, "bastion.example.com");
    EXPECT_EQ(settings.value().logins[0].port, 22);
    EXPECT_EQ(settings.value().logins[1].host, "2001:db8::1");
    EXPECT_EQ(settings.value().logins[1].port, 2222);
    EXPECT_EQ(settings.value().logins[2].host, "::1");
    EXPECT_NE(settings.value().authority(key_in(folder, "ca")), nullptr);
    EXPECT_EQ(settings.value().authority(key_in(folder, "other")), nullptr);
}

TEST(SshSettings, WhatAnSshOptionWouldExpandOrSplitIsRefused) {
    struct Row {
        const char* name;
        const char* value;
    };
    for (const Row row :
         {Row{"revoked_keys", "krl"}, Row{"revoked_keys", "/etc/%h"}, Row{"known_hosts", "/a /b"},
          Row{"known_hosts", "/a\"b"}, Row{"known_hosts", "~/x"}, Row{"session_command", "sh -c x"},
          Row{"logins", "host"}, Row{"logins", "-l@host"}, Row{"logins", "a@-oProxyCommand=x"},
          Row{"logins", "a@host:0"}, Row{"logins", "a@host:x"}, Row{"logins", "a@[::1"},
          Row{"logins", "a@host;id"}, Row{"logins", "a@"}, Row{"ssh", "ssh"}}) {
        ProviderAccess access;
        access.settings = {{"known_hosts", "/etc/ssh/known"}};
        access.settings[row.name] = row.value;

        const auto settings = ssh_settings_of(&access);

        ASSERT_FALSE(settings.has_value()) << row.name << " = " << row.value;
        EXPECT_EQ(settings.error().kind(), ErrorKind::invalid_input);
    }
}

TEST(SshSettings, LoginsWantKnownHosts) {
    ProviderAccess access;
    access.settings = {{"logins", "a@host"}};

    const auto settings = ssh_settings_of(&access);

    ASSERT_FALSE(settings.has_value());
    EXPECT_EQ(settings.error().message(),
              "[provider.ssh] known_hosts: is needed to know the hosts of `logins` again");
}

TEST(SshSettings, AnAuthorityThatCannotBeReadIsSaid) {
    ProviderAccess access;
    access.settings = {{"authorities", "/no/such/ca.pub"}};
    EXPECT_EQ(ssh_settings_of(&access).error().kind(), ErrorKind::not_found);

    const TempDir folder;
    access.settings = {{"authorities", folder.write("ca.pub", "# comment\n\nno key\n")}};
    EXPECT_EQ(ssh_settings_of(&access).error().kind(), ErrorKind::invalid_input);
}

}  // namespace
}  // namespace curfew::providers
