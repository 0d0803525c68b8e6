/** Something that was tried or looked at, and what is wrong with it. */
export interface Trial {
  readonly title: string;
  readonly problems: readonly string[];
}
