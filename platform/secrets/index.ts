/** Secrets: encrypted under a key that lies outside the data folder, or read by reference at use. */
export { openSecrets, type Secrets, type SecretsOptions } from "./open-secrets.ts";
export { isEnvelope, unseal, seal, type Envelope } from "./envelope.ts";
export { defaultKeyFile, newKey, readKeyFile, refuseKeyInData, writeKeys } from "./key-file.ts";
export { isReference, referenceFault, resolveReference, type SecretReference } from "./reference.ts";
