import { useNavigate } from "@tanstack/react-router";
import { CircleUser, LogOut, UserCog } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useLeave } from "../identity/enter.ts";
import { notifyProblem } from "../shared/notify.ts";
import { useSession } from "../shared/session.ts";
import { Button } from "../shared/ui/button.tsx";
import { Menu, MenuButton } from "../shared/ui/menu.tsx";

/** Who is signed in; the account and the way out. */
export function AccountMenu() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const leave = useLeave();
  const actor = useSession().data?.actor ?? null;
  if (actor === null) return null;
  return (
    <Menu
      label={t("account.menu")}
      trigger={
        <Button
          look="ghost"
          size="small"
          className="w-full justify-start"
          aria-label={`${t("account.menu")}: ${actor.name}`}
        >
          <CircleUser aria-hidden />
          <span className="truncate text-xs">{actor.name}</span>
        </Button>
      }
    >
      <MenuButton onClick={() => void navigate({ to: "/account" })}>
        <UserCog aria-hidden />
        {t("account.title")}
      </MenuButton>
      {actor.kind === "user" && (
        <MenuButton onClick={() => void leave().catch(notifyProblem)}>
          <LogOut aria-hidden />
          {t("door.signOut")}
        </MenuButton>
      )}
    </Menu>
  );
}
