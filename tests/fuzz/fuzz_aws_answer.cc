// What Amazon's services answer: XML, its error code, a role's policy, names of principals.

#include "integrations/providers/aws_answer.h"
#include "integrations/providers/aws_identity.h"
#include "integrations/providers/aws_service_keys.h"
#include "integrations/providers/aws_sessions.h"
#include "tests/fuzz/fuzz_seeds.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    namespace providers = curfew::providers;
    const std::string_view text(reinterpret_cast<const char*>(bytes), size);
    curfew::core::HttpResponse response;
    response.body = curfew::core::SecretString(text);
    for (const int status : {200, 403}) {
        response.status = status;
        const providers::AwsAnswer answer = providers::answer_from(response, "host");
        static_cast<void>(providers::detail_of(answer));
        static_cast<void>(providers::reason_of(answer));
        static_cast<void>(providers::is_success(answer, "ListAccessKeys"));
        static_cast<void>(answer.document.members("ListAccessKeysResult/AccessKeyMetadata"));
        static_cast<void>(answer.document.first("Arn"));
    }
    static_cast<void>(providers::denied_before(text));
    static_cast<void>(providers::principal_from(text));
    static_cast<void>(providers::alias_in(text));
    return 0;
}

namespace curfew::fuzz {

std::vector<std::string> fuzz_seeds() {
    return {
        "<ErrorResponse xmlns=\"u\"><Error><Type>Sender</Type><Code>Throttling</Code><Message>a "
        "&amp;"
        " b</Message></Error><RequestId>r</RequestId></ErrorResponse>",
        "<ListAccessKeysResponse><ListAccessKeysResult><AccessKeyMetadata><member><UserName>u"
        "</UserName><Status>Active</Status></member></AccessKeyMetadata><IsTruncated>false"
        "</IsTruncated></ListAccessKeysResult></ListAccessKeysResponse>",
        "<!DOCTYPE r [<!ENTITY a \"b\">]><r><![CDATA[x]]><?p i?><!-- c --><Arn>&#65;</Arn></r>",
        R"({"Statement":[{"Effect":"Deny","Action":["*"],"Resource":"*","Condition":)"
        R"({"DateLessThan":{"aws:TokenIssueTime":"2026-01-02T03:04:05Z"}}}]})",
        "%7B%22Statement%22%3A%5B%5D%7D",
        "arn:aws:sts::123456789012:assumed-role/role/session",
        "ABSKQmVkcm9jazpzZWNyZXQ="};
}

}  // namespace curfew::fuzz
