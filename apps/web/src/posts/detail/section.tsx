import type { ReactNode } from "react";

export function Section({
  title,
  aside,
  children,
}: {
  title: string;
  aside?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section aria-label={title} className="mt-7">
      <div className="mb-2 flex items-center gap-2">
        <h3 className="flex-1 text-ui font-semibold">{title}</h3>
        {aside}
      </div>
      {children}
    </section>
  );
}
