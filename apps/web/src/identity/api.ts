import type {
  ApiToken,
  ApiTokenRequest,
  AuditEntry,
  AuditVerdict,
  Invitation,
  InvitationRequest,
  MagicLinkRequest,
  Me,
  NewApiToken,
  PasswordChange,
  Person,
  Role,
  Session,
  SetupRequest,
  SignInRequest,
  VerifyLinkRequest,
} from "@millrace/identity/contract";
import { act, queryString, read, remove, write } from "../shared/api/client.ts";
import type { Page } from "../shared/api/types.ts";

const id = encodeURIComponent;

interface Items<T> {
  items: T[];
}

/** The calls of signing in, of one's own account, of people and of the audit trail; each throws like `read`. */
export const identityApi = {
  signIn: (request: SignInRequest) => write<Me>("POST", "/sign-in", request),
  signOut: () => act("/sign-out"),
  askForLink: (request: MagicLinkRequest) => act("/sign-in/magic-link", request),
  openLink: (request: VerifyLinkRequest) => write<Me>("POST", "/sign-in/magic-link/verify", request),
  setUp: (request: SetupRequest) => write<Me>("POST", "/setup", request),
  changePassword: (request: PasswordChange) => write<Me>("POST", "/me/password", request),
  sessions: {
    list: (signal?: AbortSignal) => read<Items<Session>>("/me/sessions", signal),
    revoke: (sessionId: string) => remove(`/me/sessions/${id(sessionId)}`),
    revokeOthers: () => remove("/me/sessions"),
  },
  tokens: {
    list: (signal?: AbortSignal) => read<Items<ApiToken>>("/me/tokens", signal),
    create: (request: ApiTokenRequest) => write<NewApiToken>("POST", "/me/tokens", request),
    revoke: (tokenId: string) => remove(`/me/tokens/${id(tokenId)}`),
  },
  people: {
    list: (cursor: string | null, signal?: AbortSignal) =>
      read<Page<Person>>(`/people${queryString({ limit: 100, cursor: cursor ?? undefined })}`, signal),
    invite: (request: InvitationRequest) => write<Invitation>("POST", "/people", request),
    changeRole: (personId: string, role: Role) => write<Person>("PATCH", `/people/${id(personId)}`, { role }),
    remove: (personId: string) => remove(`/people/${id(personId)}`),
  },
  audit: {
    list: (cursor: string | null, signal?: AbortSignal) =>
      read<Page<AuditEntry>>(`/audit${queryString({ limit: 50, cursor: cursor ?? undefined })}`, signal),
    verify: (signal?: AbortSignal) => read<AuditVerdict>("/audit/verify", signal),
  },
};
