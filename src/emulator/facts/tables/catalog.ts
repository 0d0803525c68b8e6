/** Columns of the tables of namespace `catalog`, in the notation of `parse-columns.ts`; its keys are int32. */
export const CATALOG: Readonly<Record<string, string>> = {
  account_admins: `
    id int32! key
    canvas_user_id int64
    account_id int32
    name text
    email text
    created_at timestamp!
    updated_at timestamp!
    root_account_id int32
    deleted_at timestamp
  `,
};
