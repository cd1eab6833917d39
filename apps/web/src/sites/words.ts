import type { ReasonCode, WebsiteStatus } from "@millrace/sites/contract";
import type { Tone } from "../shared/ui/badge.tsx";

/** Values of the contract's choices in the order people expect them. */
export const websiteStatuses = [
  "completed",
  "partial",
  "pending",
  "failed",
  "na",
] as const satisfies readonly WebsiteStatus[];

export const statusTones = {
  completed: "good",
  partial: "warn",
  pending: "neutral",
  failed: "bad",
  na: "accent",
} as const satisfies Record<WebsiteStatus, Tone>;

/** Reasons there is a text for; a newer server may give others, which are shown as they are. */
export const reasonCodes = [
  "not_measured",
  "below_threshold",
  "no_data",
  "not_in_answer",
  "extractor_broken",
  "unparseable",
  "out_of_bounds",
  "input_missing",
  "wrong_site",
  "empty_shell",
  "call_failed",
  "rate_limited",
  "logged_out",
  "banned",
  "captcha",
  "no_browser",
  "not_in_file",
] as const satisfies readonly ReasonCode[];
