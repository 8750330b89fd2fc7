export type BuildCpuQuestion = { readonly kind: "begin" };

export type BuildCpuAnswer =
  | { readonly kind: "ready" }
  | { readonly kind: "begun" }
  /** Processor time of the process and of what it started and has ended, in ms, since `begun`. */
  | { readonly kind: "ended"; readonly own: number; readonly children: number };
