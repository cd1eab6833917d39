export { createApi, type Api } from "./create-api.ts";
export { HttpProblem, problemDetails, problemResponse, type ProblemDetails } from "./problem.ts";
export { answers, jsonAnswer, pageParameters, problemAnswer } from "./describe.ts";
export {
  accessField,
  authorize,
  authorized,
  operation,
  systemActor,
  type Access,
  type Actor,
  type ApiVariables,
  type Authorized,
  type Credential,
  type Permission,
} from "./access.ts";
export { clientAddress, clientNetwork, isFromThisMachine, isLoopbackName } from "./client-address.ts";
export { trustProxies } from "./trusted-proxies.ts";
