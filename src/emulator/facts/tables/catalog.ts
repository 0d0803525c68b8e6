/**
 * Columns of the tables of namespace `catalog`, in the notation of `parse-columns.ts`; its keys are int32.
 *
 * Only those of `account_admins` are known. The columns of the other 27 tables are INVENTED: Instructure publishes the
 * tables' names, and what a course shop needs is supposed from them. No program may rely on them.
 */
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
  ...invented({
    accounts:
      'name varchar(255)!, subdomain varchar(255), parent_id int32, canvas_account_id int64, time_zone text, currency varchar(3), settings text, deleted_at timestamp',
    applicants:
      'product_id int32!, user_id int32, name text, email text, status enum!, answers text, reviewed_at timestamp, account_id int32',
    bulk_checkout_promotions: 'bulk_checkout_id int32!, promotion_id int32!, discount float64',
    bulk_checkouts:
      'account_id int32!, user_id int32!, order_id int32, seats int32!, total float64, company_name varchar(255), status enum!',
    bulk_invitations:
      'bulk_checkout_id int32!, product_id int32!, email text!, token varchar(64), accepted_at timestamp',
    cart_item_promotions: 'cart_item_id int32!, promotion_id int32!, discount float64',
    cart_items: 'cart_id int32!, product_id int32!, quantity int32!, price float64',
    carts: 'user_id int32, account_id int32!, token varchar(64), expires_at timestamp',
    categories: 'account_id int32!, name varchar(255)!, parent_id int32, position int32',
    certificate_templates:
      'account_id int32!, name varchar(255)!, body text, orientation enum!, default boolean!, deleted_at timestamp',
    certificates:
      'enrollment_id int32!, certificate_template_id int32!, user_id int32!, uuid uuid!, issued_at timestamp!, expires_at timestamp',
    custom_emails:
      'account_id int32!, product_id int32, subject varchar(255), body text, trigger enum!, enabled boolean!',
    email_layouts: 'account_id int32!, name varchar(255), header text, footer text',
    enrollments: `user_id int32!, product_id int32!, order_item_id int32, canvas_enrollment_id int64, status enum!,
      score float64, started_at timestamp, completed_at timestamp, expires_at timestamp, deleted_at timestamp`,
    order_item_promotions: 'order_item_id int32!, promotion_id int32!, discount float64',
    order_items: 'order_id int32!, product_id int32!, quantity int32!, price float64!, refunded boolean!',
    orders: `user_id int32!, account_id int32!, status enum!, total float64!, tax float64, currency varchar(3)!,
      reference varchar(64), purchased_at timestamp`,
    payments: `order_id int32!, amount float64!, currency varchar(3)!, gateway enum!, status enum!,
      reference varchar(255), paid_at timestamp`,
    product_images: 'product_id int32!, url text!, content_type varchar(255), width int32, height int32',
    product_tags: 'product_id int32!, tag_id int32!',
    products: `account_id int32!, title varchar(255)!, type enum!, canvas_course_id int64, parent_id int32, description text,
      teaser text, price float64, visibility enum!, enrollment_cap int32, enrollment_open boolean!, start_date date,
      end_date date, path varchar(255), deleted_at timestamp`,
    program_requirements: 'program_id int32!, product_id int32!, position int32, optional boolean!',
    promotions: `account_id int32!, code varchar(64)!, name varchar(255), kind enum!, amount float64!, start_date date,
      end_date date, usage_limit int32, active boolean!`,
    tags: 'account_id int32!, name varchar(255)!',
    themes: 'account_id int32!, name varchar(255), primary_color varchar(7), logo_url text, css text, active boolean!',
    user_defined_fields:
      'account_id int32!, name varchar(255)!, label text, kind enum!, required boolean!, position int32',
    users: `canvas_user_id int64, account_id int32!, name text, email text, locale varchar(10), time_zone text,
      last_login_at timestamp, deleted_at timestamp`,
  }),
};

/** Gives each invented table its key and the two times that nearly every table has. */
function invented(tables: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(tables).map(([table, columns]) => {
      const all = ['id int32! key', ...columns.split(','), 'created_at timestamp!', 'updated_at timestamp!'];
      return [table, all.map((column) => column.trim()).join('\n')];
    }),
  );
}
