/** Bytes of JSON's own characters. None of them occurs inside another character of UTF-8. */
export const LINE_FEED = 10;
export const QUOTE = 34;
export const PLUS = 43;
export const COMMA = 44;
export const MINUS = 45;
export const POINT = 46;
export const ZERO = 48;
export const NINE = 57;
export const UPPER_E = 69;
export const OPEN_BRACKET = 91;
export const BACKSLASH = 92;
export const CLOSE_BRACKET = 93;
export const LOWER_E = 101;
export const LOWER_U = 117;
export const OPEN_BRACE = 123;
export const CLOSE_BRACE = 125;

/** What every function of this folder answers in place of a position when something is not as it should be. */
export const SURPRISE = -1;
