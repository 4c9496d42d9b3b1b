#include "scanner/match/shapes.h"

#include <vector>

#include "scanner/core/check.h"
#include "scanner/match/candidate.h"
#include "scanner/match/shape_finders.h"
#include "scanner/rules/signature.h"

namespace curfew::match {

void find_shape(const ShapeInput& input, std::vector<Detection>& found) {
    switch (input.signature.shape) {
        case rules::Shape::pattern:
            core::check(false);
            return;
        case rules::Shape::assignment:
            find_assignment(input, found);
            return;
        case rules::Shape::url_userinfo:
            find_url_userinfo(input, found);
            return;
        case rules::Shape::private_key:
            find_private_key(input, found);
            return;
        case rules::Shape::authorization:
            find_authorization(input, found);
            return;
        case rules::Shape::jwt:
            find_jwt(input, found);
            return;
    }
}

}  // namespace curfew::match
