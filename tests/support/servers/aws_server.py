"""moto with the two refusals it leaves out: inactive keys and role sessions that have ended.

AWS answers both with 403; moto (5.2.5) lets them work, which would make every proof of death wrong.
Arguments are those of moto_server.
"""

import datetime
import sys

from moto.core.exceptions import InvalidClientTokenIdError
from moto.iam import access_control
from moto.server import main


class ExpiredToken(InvalidClientTokenIdError):
    """What AWS says of a session that has run out."""

    def __init__(self):
        super(InvalidClientTokenIdError, self).__init__(
            "ExpiredToken", "The security token included in the request is expired"
        )


known_user_key = access_control.IAMUserAccessKey.__init__
known_role_key = access_control.AssumedRoleAccessKey.__init__


def refuse_inactive_keys(self, account_id, partition, access_key_id, headers):
    known_user_key(self, account_id, partition, access_key_id, headers)
    for user in self.backend.list_users("/", None, None):
        for key in user.access_keys:
            if key.access_key_id == access_key_id and key.status != "Active":
                raise access_control.CreateAccessKeyFailure(reason="InvalidId")


def refuse_ended_sessions(self, account_id, partition, access_key_id, headers):
    known_role_key(self, account_id, partition, access_key_id, headers)
    for role in access_control.sts_backends[account_id][partition].assumed_roles:
        end = role.expiration
        if end.tzinfo is None:
            end = end.replace(tzinfo=datetime.timezone.utc)
        if role.access_key_id == access_key_id and end < datetime.datetime.now(datetime.timezone.utc):
            raise ExpiredToken()


access_control.IAMUserAccessKey.__init__ = refuse_inactive_keys
access_control.AssumedRoleAccessKey.__init__ = refuse_ended_sessions
main(sys.argv[1:])
