import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { scrapingApi } from "../scraping-api.ts";
import type { MeasureRequest } from "./measure-form.ts";

/** How long a person may go on writing before the preview is asked for, ms. */
const settleMs = 250;

/** What a session would do, asked for once the form has come to rest; `request` null: the form can't be understood yet. */
export function useSessionPreview(request: MeasureRequest | null) {
  const text = request === null ? null : JSON.stringify(request);
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), settleMs);
    return () => clearTimeout(timer);
  }, [text]);
  const query = useQuery({
    queryKey: ["scraping", "preview", settled],
    queryFn: () => scrapingApi.sessions.preview(JSON.parse(settled ?? "{}") as MeasureRequest),
    enabled: settled !== null,
    placeholderData: keepPreviousData,
    gcTime: 0,
    retry: false,
  });
  return { ...query, isSettling: settled !== text || query.isFetching };
}
