import { Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../shared/ui/button.tsx";
import { Field, Input } from "../../shared/ui/field.tsx";

/** A password, shown on demand: seeing it beats typing it twice. */
export function PasswordField({
  label,
  hint,
  value,
  error,
  isNew = false,
  onChange,
}: {
  label: string;
  hint?: string;
  value: string;
  error?: string | undefined;
  /** Chosen here, and not the one somebody has already. */
  isNew?: boolean;
  onChange: (value: string) => void;
}) {
  const { t } = useTranslation();
  const [isShown, setShown] = useState(false);
  return (
    <Field label={label} hint={hint} error={error}>
      {(ids) => (
        <div className="relative">
          <Input
            type={isShown ? "text" : "password"}
            autoComplete={isNew ? "new-password" : "current-password"}
            required
            value={value}
            className="pr-10"
            onChange={(event) => onChange(event.target.value)}
            {...ids}
          />
          <Button
            look="ghost"
            size="iconSmall"
            className="absolute top-0.5 right-0.5"
            aria-pressed={isShown}
            aria-label={t("door.showPassword")}
            title={t("door.showPassword")}
            onClick={() => setShown(!isShown)}
          >
            {isShown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
          </Button>
        </div>
      )}
    </Field>
  );
}
