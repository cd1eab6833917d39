import type { OfferedStream, SyncMode } from "@millrace/connect/contract";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { Badge } from "../../shared/ui/badge.tsx";
import { Checkbox, Field, Input, Select } from "../../shared/ui/field.tsx";
import { needsKey } from "../parts/stream-modes.ts";
import type { StreamDraft } from "./draft.ts";

/** One stream the source offers: taken or not, and if so, how. */
export function StreamRow({
  offer,
  chosen,
  permitted,
  errors,
  onToggle,
  onChange,
}: {
  offer: OfferedStream;
  chosen: StreamDraft | null;
  permitted: readonly SyncMode[];
  errors: Partial<Record<string, string>>;
  onToggle: (isOn: boolean) => void;
  onChange: (part: Partial<StreamDraft>) => void;
}) {
  const { t } = useTranslation();
  const about = useId();
  return (
    <li className="px-4 py-3">
      <div className="flex flex-wrap items-baseline gap-x-2.5 gap-y-1">
        <label className="flex items-baseline gap-2.5 text-ui font-semibold">
          <Checkbox
            className="translate-y-0.5"
            checked={chosen !== null}
            aria-describedby={about}
            onChange={(event) => onToggle(event.target.checked)}
          />
          {offer.name}
        </label>
        {offer.primary_key.length > 0 && (
          <Badge className="h-4">{t("connect.wizard.keyIs", { key: offer.primary_key.join(", ") })}</Badge>
        )}
        <Badge className="h-4">
          {t(offer.is_incremental ? "connect.wizard.incremental" : "connect.wizard.whole")}
        </Badge>
        {offer.fields.length > 0 && (
          <span className="text-xs text-faint">
            {t("connect.wizard.fields", { count: offer.fields.length })}
          </span>
        )}
      </div>
      <p id={about} className="mt-0.5 pl-6.5 text-xs text-pretty text-muted">
        {offer.about}
      </p>
      {chosen !== null && (
        <StreamFields
          offer={offer}
          chosen={chosen}
          permitted={permitted}
          errors={errors}
          onChange={onChange}
        />
      )}
    </li>
  );
}

function StreamFields({
  offer,
  chosen,
  permitted,
  errors,
  onChange,
}: {
  offer: OfferedStream;
  chosen: StreamDraft;
  permitted: readonly SyncMode[];
  errors: Partial<Record<string, string>>;
  onChange: (part: Partial<StreamDraft>) => void;
}) {
  const { t } = useTranslation();
  return (
    <div role="group" aria-label={offer.name} className="mt-1 grid items-start gap-x-4 pl-6.5 sm:grid-cols-2">
      <Field
        label={t("connect.wizard.mode")}
        hint={t(`connect.modeAbout.${chosen.mode}`)}
        error={errors["mode"]}
      >
        {(ids) => (
          <Select
            value={chosen.mode}
            onChange={(event) =>
              onChange({ mode: permitted.find((mode) => mode === event.target.value) ?? chosen.mode })
            }
            {...ids}
          >
            {permitted.map((mode) => (
              <option key={mode} value={mode}>
                {t(`connect.mode.${mode}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field
        label={t("connect.wizard.target")}
        hint={t("connect.wizard.targetHint")}
        error={errors["target"]}
      >
        {(ids) => (
          <Input
            value={chosen.target}
            placeholder={offer.name}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => onChange({ target: event.target.value })}
            {...ids}
          />
        )}
      </Field>
      {needsKey(chosen.mode) && (
        <Field
          label={t("connect.wizard.primaryKey")}
          hint={t("connect.wizard.primaryKeyHint")}
          error={errors["primary_key"]}
        >
          {(ids) => (
            <Input
              value={chosen.primaryKey}
              placeholder={offer.primary_key.join(", ")}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => onChange({ primaryKey: event.target.value })}
              {...ids}
            />
          )}
        </Field>
      )}
    </div>
  );
}
