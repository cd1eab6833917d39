import { Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { useEffect, type ReactNode } from "react";
import { RoutePending } from "../app/route-pending.tsx";
import { closeStream, openStream, useLiveStatus } from "../shared/live/stream.ts";
import { useSession } from "../shared/session.ts";
import { ProblemNotice } from "../shared/ui/states.tsx";

/** Pages that stand before the house: whoever holds the address may see them. */
const doorPages = new Set(["/sign-in", "/sign-in/link", "/setup", "/invitation"]);

/** The house for whoever is signed in, the door for everybody else. */
export function Gate({ children }: { children: ReactNode }) {
  const { pathname } = useLocation();
  if (doorPages.has(pathname)) return <Outlet />;
  return <SignedIn>{children}</SignedIn>;
}

function SignedIn({ children }: { children: ReactNode }) {
  const { data, error, isError, refetch } = useSession();
  const navigate = useNavigate();
  const { href } = useLocation();
  const isNobody = data?.actor === null;
  const actorId = data?.actor?.id;
  useEffect(() => {
    if (actorId === undefined) return undefined;
    openStream();
    return closeStream;
  }, [actorId]);
  useEffect(() => {
    if (isNobody) void navigate({ href: `/sign-in?next=${encodeURIComponent(href)}`, replace: true });
  }, [isNobody, navigate, href]);
  const isLost = useLiveStatus() === "lost";
  useEffect(() => {
    // The server closes the stream of a session that was ended: who is here now?
    if (isLost) void refetch();
  }, [isLost, refetch]);
  if (isError && data === undefined) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (data === undefined || isNobody) return <RoutePending />;
  return children;
}
