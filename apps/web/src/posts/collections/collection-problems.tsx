import type { Collection } from "@millrace/posts/contract";
import { TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { isActive } from "./queries.ts";

/** Whether a collection ended with nothing saved because of what it could not read: no green tick for it. */
export function hasOnlyProblems(collection: Collection): boolean {
  return collection.status === "succeeded" && collection.saved === 0 && collection.problems.length > 0;
}

/** "3 files could not be read", opening to a sentence for each; nothing while it runs or when all could be read. */
export function CollectionProblems({ collection }: { collection: Collection }) {
  const { t } = useTranslation();
  const { problems } = collection;
  if (isActive(collection) || problems.length === 0) return null;
  return (
    <details className="mt-1.5 text-xs">
      <summary className="w-fit cursor-pointer rounded font-medium text-warn">
        <TriangleAlert aria-hidden className="mr-1 inline size-3.5 align-text-bottom" />
        {t("collections.problems", { count: problems.length })}
      </summary>
      <ul className="mt-1 max-h-48 list-disc overflow-y-auto pl-5 text-pretty break-words text-muted">
        {[...new Set(problems)].map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
    </details>
  );
}
