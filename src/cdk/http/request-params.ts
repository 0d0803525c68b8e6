type Scalar = string | number | bigint | boolean;

/** Query parameters by name. */
export type RequestParams = Readonly<Record<string, Scalar | readonly Scalar[] | null | undefined>>;
