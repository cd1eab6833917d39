import { NeedsAttention } from "@millrace/platform/errors";
import type { ProviderTrouble } from "../contract.ts";

/** The provider as a whole is shut to us until a person has looked; its message says what to do. */
export class ProviderClosed extends NeedsAttention {
  readonly trouble: ProviderTrouble;

  constructor(
    provider: string,
    trouble: ProviderTrouble,
    message: string,
    options: { cause?: unknown } = {},
  ) {
    super(message, { ...options, facts: { provider, trouble } });
    this.trouble = trouble;
  }
}
