import type { SessionPreview } from "../contract.ts";
import type { SessionPlan } from "./plan-session.ts";

/** What a session would ask for, and how long its provider's budget makes of that at least. */
export function previewOf({ provider, request, selected, fresh }: SessionPlan): SessionPreview {
  const toMeasure = selected - fresh;
  const useful = provider.calls.filter((call) =>
    call.gives.some((metric) => request.metrics.includes(metric)),
  );
  const calls = toMeasure * useful.length;
  const { budget } = provider;
  const seconds =
    budget === null
      ? null
      : Math.ceil((Math.max(0, calls - budget.burst) * budget.periodMs) / budget.requestsPerPeriod / 1_000);
  return { provider: provider.id, selected, fresh, to_measure: toMeasure, calls, seconds };
}
