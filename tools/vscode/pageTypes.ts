/**
 * What of the DOM our functions use that run inside the page. TypeScript's own DOM library would be visible to every
 * file of the project, most of which run in plain Node.
 */
export interface PageElement {
  readonly id: string;
  readonly className: string;
  readonly classList: Iterable<string> & { contains(name: string): boolean };
  readonly textContent: string | null;
  readonly childNodes: Iterable<{ readonly textContent: string | null; readonly className?: string }>;
  getAttribute(name: string): string | null;
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
}

/** The page's globals, for `globalThis as unknown as PageGlobals`. */
export interface PageGlobals {
  readonly document: { readonly body: object };
  readonly MutationObserver: new (
    onChange: () => void,
  ) => {
    observe(target: object, what: Readonly<Record<string, boolean>>): void;
    disconnect(): void;
  };
}
