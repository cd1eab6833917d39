import type { Workspace } from "@millrace/sites/contract";
import { FlaskConical } from "lucide-react";
import { useTranslation } from "react-i18next";
import { buttonLook } from "../../shared/ui/button.tsx";
import { cn } from "../../shared/ui/cn.ts";
import { Menu, MenuChoice } from "../../shared/ui/menu.tsx";
import type { WorkspaceSearch } from "../workspace.ts";

/** Production or test data; test is marked, so that nobody takes one for the other. */
export function WorkspaceSwitch({
  workspace,
  onChange,
}: {
  workspace: Workspace;
  onChange: (workspace: WorkspaceSearch["workspace"]) => void;
}) {
  const { t } = useTranslation();
  return (
    <Menu
      align="end"
      label={t("sites.workspace.title")}
      trigger={
        <button
          type="button"
          className={cn(
            buttonLook({ look: "ghost", size: "small" }),
            "text-xs",
            workspace === "test" && "bg-warn-soft text-warn hover:bg-warn-soft hover:text-warn",
          )}
        >
          <FlaskConical aria-hidden />
          <span className="sr-only">{t("sites.workspace.title")}: </span>
          <span className={cn(workspace === "production" && "max-sm:sr-only")}>
            {t(`sites.workspace.${workspace}`)}
          </span>
        </button>
      }
    >
      <MenuChoice
        label={t("sites.workspace.title")}
        value={workspace}
        options={(["production", "test"] as const).map((value) => ({
          value,
          label: t(`sites.workspace.${value}`),
        }))}
        onChange={(value) => onChange(value === "test" ? "test" : undefined)}
      />
    </Menu>
  );
}
