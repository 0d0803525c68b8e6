/** Values of the enum columns of namespace `catalog`: INVENTED like the columns themselves. */
export const CATALOG_ENUMS: Readonly<Record<string, string>> = {
  'catalog.applicants.status': '~ pending, approved, rejected',
  'catalog.bulk_checkouts.status': '~ open, paid, cancelled',
  'catalog.certificate_templates.orientation': '~ landscape, portrait',
  'catalog.custom_emails.trigger': '~ enrollment, completion, expiration',
  'catalog.enrollments.status': '~ active, completed, dropped, expired',
  'catalog.orders.status': '~ pending, completed, cancelled, refunded',
  'catalog.payments.gateway': '~ card, invoice, external',
  'catalog.payments.status': '~ authorized, captured, failed, refunded',
  'catalog.products.type': '~ Course, Program',
  'catalog.products.visibility': '~ listed, unlisted, hidden',
  'catalog.promotions.kind': '~ percentage, fixed',
  'catalog.user_defined_fields.kind': '~ text, checkbox, select',
};
