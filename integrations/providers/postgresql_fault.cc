#include "integrations/providers/postgresql_fault.h"

#include <algorithm>
#include <string>

namespace curfew::providers {
namespace {

using provider::Detail;
using std::string_view;

bool is_after_password(string_view function) {
    return function == "InitializeSessionUserId" || function == "CheckMyDatabase" ||
           function == "InitPostgres";
}

}  // namespace

LoginFault login_fault_from(string_view message) {
    LoginFault fault;
    for (std::size_t at = message.find(":  "); at != string_view::npos;
         at = message.find(":  ", at + 1)) {
        const string_view code = message.substr(at + 3, 5);
        const bool is_code =
            code.size() == 5 && std::ranges::all_of(code, [](char letter) {
                return (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9');
            });
        if (!is_code || message.substr(at + 8, 2) != ": ") continue;
        fault.sql_state = code;
        break;
    }
    constexpr string_view kLocation = "\nLOCATION:  ";
    const std::size_t location = message.rfind(kLocation);
    if (location != string_view::npos && !fault.sql_state.empty()) {
        const string_view rest = message.substr(location + kLocation.size());
        fault.function = rest.substr(0, rest.find(','));
    }
    return fault;
}

LoginAnswer answer_of(const LoginFault& fault, bool asked_for_password) {
    const string_view state = fault.sql_state;
    const bool is_proven = asked_for_password && is_after_password(fault.function);
    LoginAnswer answer;
    answer.mark = std::string(state);
    if (state == "28P01") {
        answer.detail = Detail::refused;
        answer.reason = "login refused: wrong or expired password, or no such role";
    } else if (state == "28000" && is_proven) {
        answer.detail = Detail::disabled;
        answer.is_password_right = true;
        answer.reason = "the password is right, and the role may not log in";
    } else if (is_proven) {
        // 53300 at the role's own limit, 3D000 and 42501 at the database: all come after the
        // password was found right. The login would work at another moment or place.
        answer.detail = Detail::live_limited;
        answer.is_password_right = true;
        answer.reason =
            "the password is right; the login was refused for another reason (" + answer.mark + ")";
    } else if (state == "28000") {
        answer.reason = "the server takes no login from here (28000)";
    } else if (state == "53300") {
        answer.reason = "the server has no connection free (53300)";
    } else {
        answer.reason =
            "the server refused for a reason that says nothing of the login (" + answer.mark + ")";
    }
    return answer;
}

}  // namespace curfew::providers
