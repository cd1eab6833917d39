import type { Person, Role } from "@millrace/identity/contract";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { notifyDone, notifyProblem } from "../../shared/notify.ts";
import { useMay, useSession } from "../../shared/session.ts";
import { useWindow } from "../../shared/use-window.ts";
import { Badge } from "../../shared/ui/badge.tsx";
import { Button } from "../../shared/ui/button.tsx";
import { ConfirmDialog } from "../../shared/ui/dialog.tsx";
import { Select } from "../../shared/ui/field.tsx";
import { Page, Panel } from "../../shared/ui/page.tsx";
import { QueryState } from "../../shared/ui/query-state.tsx";
import { TimeAgo } from "../../shared/ui/time-ago.tsx";
import { identityApi } from "../api.ts";
import { InviteDialog } from "./invite-dialog.tsx";
import { peopleKey, roles } from "./roles.ts";

/** Who may come in, and as what. */
export function PeoplePage() {
  const { t } = useTranslation();
  const mayWrite = useMay("people:write");
  const [isInviting, setInviting] = useWindow();
  const query = useInfiniteQuery({
    queryKey: peopleKey,
    queryFn: ({ pageParam, signal }) => identityApi.people.list(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
  });
  const people = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page
      title={t("people.title")}
      description={t("people.about")}
      className="max-w-3xl"
      actions={
        mayWrite && (
          <Button look="primary" onClick={() => setInviting(true)}>
            <UserPlus aria-hidden />
            {t("people.invite")}
          </Button>
        )
      }
    >
      <Panel>
        <QueryState query={query} rows={3} />
        <ul className="divide-y divide-line">
          {people.map((person) => (
            <PersonLine key={person.id} person={person} mayWrite={mayWrite} />
          ))}
        </ul>
      </Panel>
      {query.hasNextPage && (
        <Button
          className="mt-4"
          disabled={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t("common.more")}
        </Button>
      )}
      {isInviting && <InviteDialog onClose={() => setInviting(false)} />}
    </Page>
  );
}

function PersonLine({ person, mayWrite }: { person: Person; mayWrite: boolean }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [isRemoving, setRemoving] = useState(false);
  const myId = useSession().data?.actor?.id;
  const options = {
    onError: notifyProblem,
    onSettled: () => queries.invalidateQueries({ queryKey: peopleKey }),
  };
  const change = useMutation({
    mutationFn: (next: Role) => identityApi.people.changeRole(person.id, next),
    ...options,
    onSuccess: (_changed, next) =>
      notifyDone(t("people.changed", { name: person.email, role: t(`role.${next}`) }), () =>
        change.mutate(person.role),
      ),
  });
  const remove = useMutation({ mutationFn: () => identityApi.people.remove(person.id), ...options });
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5 text-ui">
      <div className="min-w-0 flex-1 basis-60">
        <p className="truncate font-medium">
          {person.name ?? person.email} {person.id === myId && <Badge tone="good">{t("people.you")}</Badge>}{" "}
          {person.status === "invited" && <Badge tone="warn">{t("people.invited")}</Badge>}
        </p>
        <p className="truncate text-xs text-muted">
          {person.email}
          {person.last_seen_at !== null && (
            <>
              {" · "}
              {t("account.lastSeen")} <TimeAgo iso={person.last_seen_at} />
            </>
          )}
        </p>
      </div>
      {mayWrite ? (
        <>
          <Select
            aria-label={t("people.roleOf", { name: person.email })}
            className="w-32"
            value={person.role}
            disabled={change.isPending}
            onChange={(event) => {
              const next = roles.find((each) => each === event.target.value);
              if (next !== undefined) change.mutate(next);
            }}
          >
            {roles.map((each) => (
              <option key={each} value={each}>
                {t(`role.${each}`)}
              </option>
            ))}
          </Select>
          <Button
            size="small"
            disabled={remove.isPending}
            aria-label={t("people.removeNamed", { name: person.email })}
            onClick={() => setRemoving(true)}
          >
            {t("people.remove")}
          </Button>
        </>
      ) : (
        <Badge>{t(`role.${person.role}`)}</Badge>
      )}
      <ConfirmDialog
        open={isRemoving}
        onOpenChange={setRemoving}
        title={t("people.removeTitle", { name: person.name ?? person.email })}
        description={t("people.removeAbout")}
        confirmLabel={t("people.remove")}
        onConfirm={() => remove.mutate()}
      />
    </li>
  );
}
