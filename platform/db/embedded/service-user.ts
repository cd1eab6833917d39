import { stat } from "node:fs/promises";
import { nullWhenMissing } from "@millrace/platform/errors";

/** The operating-system user Postgres runs as when the app itself is root (Postgres refuses to run as root). */
export interface ServiceUser {
  uid: number;
  gid: number;
}

const nobody: ServiceUser = { uid: 65534, gid: 65534 };

/**
 * Who must own and run the cluster; null means the current user.
 * As root: the owner of an existing cluster, else the person behind sudo, else the data folder's owner, else nobody.
 */
export async function chooseServiceUser(
  dataFolder: string,
  clusterFolder: string,
): Promise<ServiceUser | null> {
  if (process.getuid?.() !== 0) return null;
  return (
    (await ownerUnlessRoot(clusterFolder)) ??
    sudoUser(process.env) ??
    (await ownerUnlessRoot(dataFolder)) ??
    nobody
  );
}

async function ownerUnlessRoot(path: string): Promise<ServiceUser | null> {
  const found = await stat(path).catch(nullWhenMissing);
  return found === null || found.uid === 0 ? null : { uid: found.uid, gid: found.gid };
}

function sudoUser(env: NodeJS.ProcessEnv): ServiceUser | null {
  const uid = Number(env["SUDO_UID"]);
  const gid = Number(env["SUDO_GID"]);
  return Number.isInteger(uid) && uid > 0 && Number.isInteger(gid) && gid > 0 ? { uid, gid } : null;
}
