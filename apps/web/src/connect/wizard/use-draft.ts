import { useCallback, useState } from "react";
import type { ConnectionDraft } from "./draft.ts";
import { withoutErrors, type FieldErrors } from "./refusal.ts";
import type { ConnectorDraft } from "./setting-values.ts";

export type End = "source" | "destination";

/** Changes a part of the draft; what was said of the field at `path` is no longer true. */
export type ChangeDraft = (part: Partial<ConnectionDraft>, path: string) => void;

export interface DraftState {
  draft: ConnectionDraft;
  errors: FieldErrors;
  change: ChangeDraft;
  changeSetting: (end: End, name: string, text: string) => void;
  /** Another source or destination: its settings begin empty. */
  choose: (end: End, connector: ConnectorDraft) => void;
  tell: (errors: FieldErrors) => void;
}

/** What is written down so far, and what is wrong with it. */
export function useDraft(initial: ConnectionDraft): DraftState {
  const [draft, setDraft] = useState(initial);
  const [errors, setErrors] = useState<FieldErrors>({});
  const change: ChangeDraft = useCallback((part, path) => {
    setDraft((now) => ({ ...now, ...part }));
    setErrors((now) => withoutErrors(now, path));
  }, []);
  const changeSetting = useCallback((end: End, name: string, text: string) => {
    setDraft((now) => ({
      ...now,
      [end]: { ...now[end], values: { ...now[end].values, [name]: text } },
    }));
    setErrors((now) => withoutErrors(now, `${end}.${name}`));
  }, []);
  const choose = useCallback((end: End, connector: ConnectorDraft) => {
    setDraft((now) => ({ ...now, [end]: connector }));
    setErrors((now) => withoutErrors(now, end));
  }, []);
  const tell = useCallback((more: FieldErrors) => setErrors((now) => ({ ...now, ...more })), []);
  return { draft, errors, change, changeSetting, choose, tell };
}
