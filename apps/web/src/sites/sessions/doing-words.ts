import { useTranslation } from "react-i18next";

/** What a worker does, by the names the engine gives it. */
const known = ["api", "page", "login", "saving", "paused", "rate", "budget", "breaker"] as const;

/** What a worker does, or waits for, in words; a sentence of the server is shown as it is. */
export function useDoingWords(): (doing: string) => string {
  const { t } = useTranslation();
  return (doing) => {
    const found = known.find((each) => each === doing);
    return found === undefined ? doing : t(`scraping.sessions.doing.${found}`);
  };
}
