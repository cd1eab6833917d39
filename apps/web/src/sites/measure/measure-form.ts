import type { Selection, Session, WebsiteStatus, Workspace } from "@millrace/sites/contract";
import { tagsOf } from "../parts/tags-field.tsx";

/** What a person writes into the dialog; numbers stay text until they are numbers. */
export interface MeasureForm {
  status: readonly WebsiteStatus[];
  /** Separated by commas. */
  tags: string;
  olderThanHours: string;
  provider: string;
  workers: string;
  priority: string;
  remeasureAfterHours: string;
}

/** `POST /scraping/sessions` and its preview; what is left out is the server's default. */
export interface MeasureRequest {
  workspace: Workspace;
  selection: Selection;
  provider?: string;
  workers: number;
  priority: number;
  remeasure_after_hours: number;
  metrics?: string[];
}

export type NumberField = "olderThanHours" | "workers" | "priority" | "remeasureAfterHours";

/** What each number may be; `isWhole` where a part of one makes no sense. */
export const bounds = {
  olderThanHours: { min: 0, max: 8_760, isWhole: false },
  workers: { min: 1, max: 16, isWhole: true },
  priority: { min: 0, max: 100, isWhole: true },
  remeasureAfterHours: { min: 0, max: 8_760, isWhole: false },
} as const satisfies Record<NumberField, { min: number; max: number; isWhole: boolean }>;

export const emptyForm: MeasureForm = {
  status: [],
  tags: "",
  olderThanHours: "",
  provider: "",
  workers: "2",
  priority: "10",
  remeasureAfterHours: "24",
};

/** The fields whose text is no number they take; a missing "older than" means any age. */
export function wrongFields(form: MeasureForm): NumberField[] {
  return (Object.keys(bounds) as NumberField[]).filter((field) => {
    const text = form[field].trim();
    if (text === "") return field !== "olderThanHours";
    const { min, max, isWhole } = bounds[field];
    const value = Number(text);
    return !(value >= min && value <= max) || (isWhole && !Number.isInteger(value));
  });
}

/** The request a valid form stands for; `websiteIds` replaces the choice by status, tags and age. */
export function requestOf(
  form: MeasureForm,
  workspace: Workspace,
  websiteIds: readonly string[] | null,
): MeasureRequest {
  return {
    workspace,
    selection: websiteIds === null ? chosenSelection(form) : { website_ids: [...websiteIds] },
    ...(form.provider === "" ? {} : { provider: form.provider }),
    workers: Number(form.workers),
    priority: Number(form.priority),
    remeasure_after_hours: Number(form.remeasureAfterHours),
  };
}

function chosenSelection({ status, tags, olderThanHours }: MeasureForm): Selection {
  const asked = tagsOf(tags);
  return {
    ...(status.length === 0 ? {} : { status: [...status] }),
    ...(asked.length === 0 ? {} : { tags: asked }),
    ...(olderThanHours.trim() === "" ? {} : { older_than_hours: Number(olderThanHours) }),
  };
}

/** The form that asks for the same as an earlier session. */
export function formOf(session: Session): MeasureForm {
  const { selection } = session;
  return {
    status: selection.status ?? [],
    tags: (selection.tags ?? []).join(", "),
    olderThanHours: selection.older_than_hours === undefined ? "" : String(selection.older_than_hours),
    provider: session.provider,
    workers: String(session.workers),
    priority: String(session.priority),
    remeasureAfterHours: String(session.remeasure_after_hours),
  };
}
