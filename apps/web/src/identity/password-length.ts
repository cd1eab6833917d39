import type { minPasswordLength as contractLength } from "@millrace/identity/contract";

/**
 * As the contract has it; the compiler refuses another number. The value itself is not imported, because the schemas
 * around it would come along, and their library tries `eval`, which the CSP refuses.
 */
export const minPasswordLength: typeof contractLength = 12;
