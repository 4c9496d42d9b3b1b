/// Amazon's provider against moto: signatures checked, inactive keys and ended sessions refused.
#include "integrations/providers/aws.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/integrations/providers/aws_asking.h"
#include "tests/support/servers/moto.h"
#include "tests/support/servers/shared_server.h"

namespace curfew::providers {
namespace {

using provider::Binding;
using provider::Detail;
using provider::Inspection;
using provider::Proof;
using provider::Step;
using support::Moto;

TestKey test_key(const support::AwsKey& key) {
    return {key.id, key.secret, key.session_token};
}

/// Another secret of the same length.
TestKey with_wrong_secret(TestKey key) {
    key.secret.back() = key.secret.back() == 'x' ? 'y' : 'x';
    return key;
}

class AwsAgainstMoto : public testing::Test {
  protected:
    void SetUp() override {
        const auto server = support::shared_server<Moto>();
        ASSERT_TRUE(server.has_value()) << server.error().message();
        moto_ = server.value();
    }

    TestKey admin() { return test_key(moto_->administrator()); }

    TestKey made_key(const std::string& user) {
        const auto key = moto_->make_key(user);
        EXPECT_TRUE(key.has_value()) << key.error().message();
        return key.has_value() ? test_key(key.value()) : TestKey{};
    }

    std::string run(const std::string& script) {
        const auto said = moto_->run(script);
        EXPECT_TRUE(said.has_value()) << said.error().message();
        return said.has_value() ? said.value() : std::string();
    }

    /// By Amazon's own client: "Active", "Inactive" or "gone".
    std::string status_of(const std::string& user, const TestKey& key) {
        return run("keys = iam.list_access_keys(UserName='" + user +
                   "')['AccessKeyMetadata']\nprint(next((k['Status'] for k in keys if "
                   "k['AccessKeyId'] == '" +
                   key.id + "'), 'gone'))");
    }

    AwsAsking with_admin(std::string_view ending = {}) {
        return AwsAsking(access_to(moto_->base(), admin(), ending));
    }
    AwsAsking without_admin() { return AwsAsking(access_to(moto_->base())); }

    Moto* moto_ = nullptr;
};

TEST_F(AwsAgainstMoto, ALiveKeyTellsItsOwnerAndIamItsStart) {
    const TestKey key = made_key("live-key");
    AwsAsking asking = with_admin();

    const Inspection inspection = asking.introspect(key);

    EXPECT_EQ(inspection.detail, Detail::live) << inspection.reason;
    EXPECT_EQ(inspection.owner, "arn:aws:iam::123456789012:user/live-key");
    EXPECT_TRUE(core::instant_of(inspection.issued_at).has_value());
    EXPECT_NE(inspection.evidence.mark.find("IAM: Active"), std::string::npos);
    EXPECT_EQ(inspection.evidence.host, "127.0.0.1:" + std::to_string(moto_->port()));
}

TEST_F(AwsAgainstMoto, FiveQuestionsAreAnsweredApart) {
    const TestKey key = made_key("five-questions");
    AwsAsking asking = without_admin();
    EXPECT_EQ(asking.introspect(key).detail, Detail::live);

    run("iam.update_access_key(UserName='five-questions', AccessKeyId='" + key.id +
        "', Status='Inactive')");
    EXPECT_EQ(asking.introspect(key).detail, Detail::refused);
    EXPECT_EQ(with_admin().introspect(key).detail, Detail::disabled);

    run("iam.delete_access_key(UserName='five-questions', AccessKeyId='" + key.id + "')");
    EXPECT_EQ(asking.introspect(key).detail, Detail::refused);

    const TestKey made_up{"AKIA" + std::string(16, 'Q'), "made up"};
    const TestKey shaped{made_up.id, std::string(40, 'm')};
    EXPECT_EQ(asking.introspect(shaped).detail, Detail::refused);
    EXPECT_EQ(asking.introspect(shaped).evidence.mark, "InvalidClientTokenId");

    // The asker without right: IAM tells it nothing, and the key it asks about stays what it is.
    const TestKey other = made_key("five-others");
    const TestKey powerless = made_key("five-powerless");
    AwsAsking weak(access_to(moto_->base(), powerless));
    const Inspection inspection = weak.introspect(other);
    EXPECT_EQ(inspection.detail, Detail::live);
    EXPECT_FALSE(core::instant_of(inspection.issued_at).has_value());
    const Step step = weak.revoke(other, weak.bind(other));
    EXPECT_EQ(step.state, Step::State::refused) << step.reason;
    EXPECT_EQ(status_of("five-others", other), "Active");
}

TEST_F(AwsAgainstMoto, AWrongSecretIsRefusedAndNeverBound) {
    const TestKey key = made_key("wrong-secret");
    const TestKey wrong = with_wrong_secret(key);
    AwsAsking asking = with_admin();

    const Inspection inspection = asking.introspect(wrong);
    const Binding binding = asking.bind(wrong);

    EXPECT_EQ(inspection.detail, Detail::refused);
    EXPECT_EQ(inspection.evidence.mark, "SignatureDoesNotMatch");
    EXPECT_EQ(binding.state, Binding::State::ambiguous);
    EXPECT_EQ(asking.revoke(wrong, binding).state, Step::State::not_sent);
    EXPECT_EQ(status_of("wrong-secret", key), "Active");
}

TEST_F(AwsAgainstMoto, EndingMakesExactlyThisKeyInactiveAndProvesIt) {
    const TestKey key = made_key("two-keys");
    const std::string second = run(
        "key = iam.create_access_key(UserName='two-keys')['AccessKey']\nprint(key['AccessKeyId'])");
    AwsAsking asking = with_admin();

    const Binding binding = asking.bind(key);
    ASSERT_EQ(binding.state, Binding::State::bound) << binding.reason;
    EXPECT_EQ(binding.id, key.id);
    EXPECT_EQ(asking.prove(key, binding).state, Proof::State::alive);
    EXPECT_EQ(asking.revoke(key, binding).state, Step::State::accepted);
    const Proof proof = asking.prove(key, binding);

    EXPECT_EQ(proof.state, Proof::State::dead) << proof.reason;
    EXPECT_NE(proof.reason.find("IAM says Inactive"), std::string::npos) << proof.reason;
    EXPECT_EQ(status_of("two-keys", key), "Inactive");
    EXPECT_EQ(status_of("two-keys", {second}), "Active");
}

TEST_F(AwsAgainstMoto, DeletionIsOrderedApartAndASecondOneFindsItGone) {
    const TestKey key = made_key("for-good");
    AwsAsking asking = with_admin("delete");
    const Binding binding = asking.bind(key);

    EXPECT_EQ(asking.revoke(key, binding).state, Step::State::accepted);
    const Proof proof = asking.prove(key, binding);
    const Step second = asking.revoke(key, binding);

    EXPECT_EQ(proof.state, Proof::State::dead) << proof.reason;
    EXPECT_NE(proof.reason.find("IAM says gone"), std::string::npos) << proof.reason;
    EXPECT_EQ(second.state, Step::State::already_gone) << second.reason;
    EXPECT_EQ(status_of("for-good", key), "gone");
}

TEST_F(AwsAgainstMoto, AnIdWithoutItsSecretIsAskedBoundAndEndedByTheAdministrator) {
    const TestKey key = made_key("id-alone");
    const TestKey id{key.id};
    AwsAsking asking = with_admin();

    EXPECT_EQ(asking.introspect(id).detail, Detail::live);
    const Binding binding = asking.bind(id);
    EXPECT_EQ(binding.owner, "arn:aws:iam::123456789012:user/id-alone");
    EXPECT_EQ(asking.revoke(id, binding).state, Step::State::accepted);

    EXPECT_EQ(asking.introspect(id).detail, Detail::disabled);
    EXPECT_EQ(asking.prove(id, binding).state, Proof::State::dead);
    EXPECT_EQ(without_admin().introspect(id).detail, Detail::not_askable);
}

TEST_F(AwsAgainstMoto, AKeyWhosePolicyAllowsItEndsItselfWithoutAnAdministrator) {
    const TestKey key = made_key("by-itself");
    run("iam.put_user_policy(UserName='by-itself', PolicyName='own', PolicyDocument="
        "json.dumps({'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Action': "
        "'iam:UpdateAccessKey', 'Resource': '*'}]}))");
    AwsAsking asking = without_admin();

    const Binding binding = asking.bind(key);
    const Step step = asking.revoke(key, binding);

    EXPECT_EQ(step.state, Step::State::accepted) << step.reason;
    EXPECT_EQ(status_of("by-itself", key), "Inactive");
    EXPECT_EQ(asking.prove(key, binding).state, Proof::State::dead);
    EXPECT_EQ(asking.prove(key, binding, false).state, Proof::State::unclear);
}

TEST_F(AwsAgainstMoto, TheAdministratorsOwnKeyIsNeverEnded) {
    AwsAsking asking = with_admin();

    const Binding binding = asking.bind(admin());
    const Step step = asking.revoke(admin(), binding);

    EXPECT_EQ(step.state, Step::State::not_sent);
    EXPECT_EQ(asking.introspect(admin()).detail, Detail::live);
}

TEST_F(AwsAgainstMoto, TheInspectorsControlIsToldFromLiveAndInactiveKeys) {
    const TestKey live = made_key("inspected-live");
    const TestKey inactive = made_key("inspected-inactive");
    const TestKey unknown{std::string("AKIA") + std::string(16, 'Q'), std::string(40, 'm')};
    run("iam.update_access_key(UserName='inspected-inactive', AccessKeyId='" + inactive.id +
        "', Status='Inactive')");
    provider::Access access = access_to(moto_->base(), admin());
    access.pace = provider::unlimited_pace();
    AwsAsking asking(access);

    EXPECT_EQ(asking.inspect(live, access).detail, Detail::live);
    EXPECT_EQ(asking.inspect(inactive, access).detail, Detail::disabled);
    EXPECT_EQ(asking.inspect({inactive.id}, access).detail, Detail::disabled);
    EXPECT_EQ(asking.inspect(unknown, access).detail, Detail::refused);
}

class AwsSessionsAgainstMoto : public AwsAgainstMoto {
  protected:
    TestKey made_session(const std::string& role, int seconds) {
        const std::string said = run(
            "trust = {'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Principal': "
            "{'AWS': '*'}, 'Action': 'sts:AssumeRole'}]}\n"
            "allow = {'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Action': '*', "
            "'Resource': '*'}]}\n"
            "import botocore.config\n"
            "try: iam.create_role(RoleName='" +
            role +
            "', AssumeRolePolicyDocument=json.dumps(trust))\n"
            "except iam.exceptions.EntityAlreadyExistsException: pass\n"
            "iam.put_role_policy(RoleName='" +
            role +
            "', PolicyName='all', PolicyDocument=json.dumps(allow))\n"
            "sts = boto3.client('sts', endpoint_url=os.environ['MOTO'], region_name='us-east-1', "
            "config=botocore.config.Config(parameter_validation=False))\n"
            "made = sts.assume_role(RoleArn='arn:aws:iam::123456789012:role/" +
            role + "', RoleSessionName='task', DurationSeconds=" + std::to_string(seconds) +
            ")['Credentials']\n"
            "print(made['AccessKeyId'], made['SecretAccessKey'], made['SessionToken'])");
        const std::size_t first = said.find(' ');
        const std::size_t second = said.find(' ', first + 1);
        if (second == std::string::npos) return {};
        return {said.substr(0, first), said.substr(first + 1, second - first - 1),
                said.substr(second + 1)};
    }
};

TEST_F(AwsSessionsAgainstMoto, ALiveSessionNamesItsRoleAndABareOneIsNotAskable) {
    const TestKey session = made_session("asked-role", 900);
    AwsAsking asking = without_admin();

    const Inspection inspection = asking.introspect(session);

    EXPECT_EQ(inspection.detail, Detail::live) << inspection.reason;
    EXPECT_EQ(inspection.owner, "arn:aws:sts::123456789012:assumed-role/asked-role/task");
    EXPECT_EQ(asking.introspect({session.id, session.secret}).detail, Detail::not_askable);
    TestKey other = session;
    other.session_token += "x";
    EXPECT_EQ(asking.introspect(other).detail, Detail::refused);
    EXPECT_EQ(asking.introspect(with_wrong_secret(session)).detail, Detail::refused);
}

TEST_F(AwsSessionsAgainstMoto, AnEndedSessionIsExpiredAndProvenSo) {
    const TestKey session = made_session("short-role", 0);
    AwsAsking asking = with_admin();

    EXPECT_EQ(asking.introspect(session).detail, Detail::expired);
    EXPECT_EQ(asking.prove(session, {}).state, Proof::State::dead);
    EXPECT_EQ(asking.bind(session).state, Binding::State::unclear);
}

TEST_F(AwsSessionsAgainstMoto, TheDenyStandsAtTheRoleAndMotoRefusesTheSession) {
    const TestKey session = made_session("denied-role", 900);
    AwsAsking asking = with_admin();
    const Binding binding = asking.bind(session);
    ASSERT_EQ(binding.state, Binding::State::bound) << binding.reason;
    EXPECT_EQ(asking.prove(session, binding).state, Proof::State::alive);

    const Step step = asking.revoke(session, binding);
    const Proof proof = asking.prove(session, binding);

    EXPECT_EQ(step.state, Step::State::accepted) << step.reason;
    // Amazon names the explicit deny in its refusal; moto only refuses. Scripted answers have it.
    EXPECT_EQ(proof.state, Proof::State::unclear) << proof.reason;
    EXPECT_NE(proof.reason.find("the deny stands at the role"), std::string::npos) << proof.reason;
    const auto refused = moto_->boto({session.id, session.secret, session.session_token},
                                     "iam.list_account_aliases()");
    ASSERT_TRUE(refused.has_value());
    EXPECT_NE(refused.value().errors.find("AccessDenied"), std::string::npos);
    const std::string policy =
        run("print(json.dumps(iam.get_role_policy(RoleName='denied-role', "
            "PolicyName='AWSRevokeOlderSessions')['PolicyDocument']))");
    EXPECT_NE(policy.find("aws:TokenIssueTime"), std::string::npos) << policy;
}

TEST_F(AwsSessionsAgainstMoto, WithoutAnAdministratorNothingIsSent) {
    const TestKey session = made_session("kept-role", 900);
    AwsAsking asking = without_admin();

    EXPECT_EQ(asking.revoke(session, asking.bind(session)).state, Step::State::not_sent);
    EXPECT_EQ(asking.introspect(session).detail, Detail::live);
}

}  // namespace
}  // namespace curfew::providers
