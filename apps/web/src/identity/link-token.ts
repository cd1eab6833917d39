import { useEffect, useState } from "react";

/**
 * The token behind `#` of a link from a mail or the terminal. It is taken out of the address at once, so that neither the
 * history nor a screenshot keeps it.
 */
export function useLinkToken(): string {
  const [token] = useState(() => decodeURIComponent(location.hash.slice(1)));
  useEffect(() => {
    if (location.hash !== "") history.replaceState(history.state, "", location.pathname + location.search);
  }, []);
  return token;
}
