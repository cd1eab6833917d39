import { useTranslation } from "react-i18next";
import { Field, Input, Select } from "../../shared/ui/field.tsx";
import { Panel } from "../../shared/ui/page.tsx";
import { schemaPolicies } from "../words.ts";
import { ScheduleFields } from "./schedule-fields.tsx";
import { CheckField } from "./setting-field.tsx";
import type { DraftState } from "./use-draft.ts";

/** Its name, when it syncs, and how careful it is. */
export function OptionsStep({ state }: { state: DraftState }) {
  const { t } = useTranslation();
  const { draft, errors, change } = state;
  return (
    <>
      <Panel className="px-4 py-2">
        <Field label={t("connect.wizard.name")} hint={t("connect.wizard.nameHint")} error={errors["name"]}>
          {(ids) => (
            <Input
              value={draft.name}
              maxLength={100}
              autoComplete="off"
              onChange={(event) => change({ name: event.target.value }, "name")}
              {...ids}
            />
          )}
        </Field>
      </Panel>
      <Panel title={t("connect.wizard.schedule")}>
        <div className="px-4 py-2">
          <ScheduleFields state={state} />
        </div>
      </Panel>
      <Panel title={t("connect.wizard.delivery")}>
        <div className="px-4 py-2">
          <Field
            label={t("connect.wizard.schemaPolicy")}
            hint={t(`connect.policyAbout.${draft.schemaPolicy}`)}
            error={errors["schema_policy"]}
          >
            {(ids) => (
              <Select
                value={draft.schemaPolicy}
                onChange={(event) =>
                  change(
                    {
                      schemaPolicy:
                        schemaPolicies.find((policy) => policy === event.target.value) ?? draft.schemaPolicy,
                    },
                    "schema_policy",
                  )
                }
                {...ids}
              >
                {schemaPolicies.map((policy) => (
                  <option key={policy} value={policy}>
                    {t(`connect.policy.${policy}`)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <div className="grid items-start gap-x-4 sm:grid-cols-3">
            <NumberField state={state} name="badRecordsPercent" path="bad_records_percent" />
            <NumberField state={state} name="parallelUploads" path="parallel_uploads" />
            <NumberField state={state} name="reservedRatePercent" path="reserved_rate_percent" />
          </div>
          <CheckField
            label={t("connect.wizard.provenance")}
            hint={t("connect.wizard.provenanceHint")}
            error={errors["provenance"]}
            checked={draft.provenance}
            onChange={(provenance) => change({ provenance }, "provenance")}
          />
        </div>
      </Panel>
    </>
  );
}

function NumberField({
  state: { draft, errors, change },
  name,
  path,
}: {
  state: DraftState;
  name: "badRecordsPercent" | "parallelUploads" | "reservedRatePercent";
  path: string;
}) {
  const { t } = useTranslation();
  return (
    <Field label={t(`connect.wizard.${name}`)} hint={t(`connect.wizard.${name}Hint`)} error={errors[path]}>
      {(ids) => (
        <Input
          inputMode="decimal"
          autoComplete="off"
          value={draft[name]}
          onChange={(event) => change({ [name]: event.target.value }, path)}
          {...ids}
        />
      )}
    </Field>
  );
}
