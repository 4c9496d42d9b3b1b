// Amazon's keys as moto plays them: active, made inactive, deleted, never made, and sessions of a
// role; as a credentials file, settings and YAML. A key has no end; a session's is not told.

#include "tests/support/estates/estate.h"
#include "tests/support/servers/moto.h"

namespace curfew::support {
namespace {

using core::Result;

constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// curl signs as Amazon wants it, and starts faster than Amazon's own client.
bool calls(const Moto& server, const AwsKey& key, const std::string& service,
           const std::string& form) {
    std::vector<std::string> settings = {"aws-sigv4 = \"aws:amz:us-east-1:" + service + "\"",
                                         "user = \"" + key.id + ":" + key.secret + "\"",
                                         "data = \"" + form + "\""};
    if (!key.session_token.empty()) {
        settings.push_back("header = \"X-Amz-Security-Token: " + key.session_token + "\"");
    }
    return status_by_curl(server.base() + "/", settings) == 200;
}

/// Whose it is may be asked by everybody, even a session that is denied everything: such a one is
/// asked for something that its role allows.
std::function<bool()> call_by_curl(const std::shared_ptr<Moto>& server, const AwsKey& key) {
    return [server, key] {
        if (key.session_token.empty()) {
            return calls(*server, key, "sts", "Action=GetCallerIdentity&Version=2011-06-15");
        }
        return calls(*server, key, "iam", "Action=ListAccountAliases&Version=2010-05-08");
    };
}

std::vector<std::string> words_of(const std::string& text) {
    std::vector<std::string> words(1);
    for (const char letter : text) {
        if (letter == ' ' || letter == '\n') words.emplace_back();
        else words.back() += letter;
    }
    return words;
}

struct Keys {
    AwsKey live;
    AwsKey inactive;
    AwsKey deleted;
    AwsKey other;
    AwsKey session;
    AwsKey over;  ///< a session
};

/// In one call: Amazon's client takes a second to start.
Result<Keys> make_keys(const Moto& server) {
    TRY_ASSIGN(const std::string said, server.run(R"(
keys = []
for user in ('app', 'former', 'gone', 'other'):
    iam.create_user(UserName=user)
    keys.append(iam.create_access_key(UserName=user)['AccessKey'])
iam.update_access_key(UserName='former', AccessKeyId=keys[1]['AccessKeyId'], Status='Inactive')
iam.delete_access_key(UserName='gone', AccessKeyId=keys[2]['AccessKeyId'])
trust = {'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Action': 'sts:AssumeRole',
         'Principal': {'AWS': '*'}}]}
allow = {'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Action': '*',
         'Resource': '*'}]}
iam.create_role(RoleName='deploy', AssumeRolePolicyDocument=json.dumps(trust))
iam.put_role_policy(RoleName='deploy', PolicyName='all', PolicyDocument=json.dumps(allow))
# Amazon's least is 15 minutes, which its client checks; moto makes one that is over at once.
free = boto3.client('sts', endpoint_url=os.environ['MOTO'], region_name='us-east-1',
                    config=botocore.config.Config(parameter_validation=False))
for name, seconds in (('ci', 3600), ('old', 0)):
    keys.append(free.assume_role(RoleArn='arn:aws:iam::123456789012:role/deploy',
                                 RoleSessionName=name, DurationSeconds=seconds)['Credentials'])
for key in keys:
    print(key['AccessKeyId'], key['SecretAccessKey'], key.get('SessionToken', '-'))
)"));
    const std::vector<std::string> words = words_of(said);
    Keys keys;
    std::size_t at = 0;
    for (AwsKey* key :
         {&keys.live, &keys.inactive, &keys.deleted, &keys.other, &keys.session, &keys.over}) {
        if (at + 3 > words.size()) {
            return core::Error(core::ErrorKind::corrupt, "moto made too few keys");
        }
        *key = {words[at], words[at + 1], words[at + 2] == "-" ? "" : words[at + 2]};
        at += 3;
    }
    return keys;
}

std::string variables(const AwsKey& key, const std::string& before = "") {
    std::string text = before + "AWS_ACCESS_KEY_ID=" + key.id + "\n" + before +
                       "AWS_SECRET_ACCESS_KEY=" + key.secret + "\n";
    if (!key.session_token.empty()) {
        text += before + "AWS_SESSION_TOKEN=" + key.session_token + "\n";
    }
    return text;
}

std::string profile(const std::string& name, const AwsKey& key) {
    return "[" + name + "]\naws_access_key_id = " + key.id +
           "\naws_secret_access_key = " + key.secret + "\n\n";
}

}  // namespace

Result<Estate> make_aws_estate(const TempDir& folder) {
    TRY_ASSIGN(Moto started, Moto::start());
    const auto server = std::make_shared<Moto>(std::move(started));
    TRY_ASSIGN(const Keys keys, make_keys(*server));
    const AwsKey nobodys{"AK" + ("IA" + made_text(kBase32, 16)), made_text(kLettersAndDigits, 40)};
    Estate estate{.name = "AWS", .server = server};
    const auto plant = [&](const char* title, const std::string& path, const AwsKey& key,
                           const Claim& claim) {
        const bool is_session = !key.session_token.empty();
        estate.planted.push_back({.title = title,
                                  .path = path,
                                  .text = key.secret,
                                  .signature = is_session ? "aws-session" : "aws-access-key",
                                  .claim = claim,
                                  .is_taken = call_by_curl(server, key)});
    };
    const std::string asked(kWhenAsked);
    plant("an active key", "home/.aws/credentials", keys.live, {"live", "live", "never"});
    plant("an inactive key", "home/.aws/credentials", keys.inactive, {"dead", "disabled", asked});
    plant("a deleted key", "terraform/prod.tfvars", keys.deleted, {"unknown", "refused", "never"});
    plant("a made-up key", "deploy/aws.env", nobodys, {"unknown", "refused", "never"});
    plant("a live session", "ci/session.env", keys.session, {"live", "live", "unknown"});
    // moto refuses it as Amazon does, but does not say that it is for the deny.
    estate.planted.back().outcome = "accepted_not_proven";
    plant("a session that is over", "ci/old-session.sh", keys.over, {"dead", "expired", asked});
    estate.files["home/.aws/credentials"] =
        profile("default", keys.live) + profile("former", keys.inactive);
    estate.files["terraform/prod.tfvars"] =
        "access_key = \"" + keys.deleted.id + "\"\nsecret_key = \"" + keys.deleted.secret + "\"\n";
    estate.files["deploy/aws.env"] = variables(nobodys);
    estate.files["ci/session.env"] = variables(keys.session);
    estate.files["ci/old-session.sh"] = variables(keys.over, "export ");
    estate.foreign.push_back({"AWS's other key", call_by_curl(server, keys.other)});
    estate.settings = "[provider.aws]\nbase = \"" + server->base() + "\"\nadmin_id = \"" +
                      server->administrator().id + "\"\n" +
                      admin_setting(folder, "aws", server->administrator().secret);
    return estate;
}

}  // namespace curfew::support
