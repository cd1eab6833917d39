/** The pages of Identity, read together when the first of them is opened. */
export { SignInPage } from "./door/sign-in-page.tsx";
export { LinkPage } from "./door/link-page.tsx";
export { SetupPage } from "./door/setup-page.tsx";
export { InvitationPage } from "./door/invitation-page.tsx";
export { AccountPage } from "./account/account-page.tsx";
export { PeoplePage } from "./people/people-page.tsx";
export { AuditPage } from "./audit/audit-page.tsx";
