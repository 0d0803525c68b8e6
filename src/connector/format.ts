/** JSON Lines: the one text format whose rows say by themselves what is null and what is nested. */
export const FORMAT = 'jsonl' as const;
