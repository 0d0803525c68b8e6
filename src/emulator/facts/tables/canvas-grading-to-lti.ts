/** Columns of the `canvas` tables `grading_period_groups` to `lti_line_items`, in the notation of `parse-columns.ts`. */
export const CANVAS_GRADING_TO_LTI: Readonly<Record<string, string>> = {
  grading_period_groups: `
    id int64! key
    account_id int64
    created_at timestamp!
    updated_at timestamp!
    workflow_state enum!
    course_id int64
    weighted boolean
    display_totals_for_all_grading_periods boolean!
    title varchar(255)
  `,
  grading_periods: `
    id int64! key
    created_at timestamp!
    updated_at timestamp!
    workflow_state enum!
    grading_period_group_id int64!
    start_date timestamp!
    end_date timestamp!
    close_date timestamp
    title varchar(255)
    weight float64
  `,
  grading_standards: `
    id int64! key
    version int32
    context_code varchar(255)
    user_id int64
    created_at timestamp!
    updated_at timestamp!
    workflow_state enum!
    context_id int64!
    context_type enum!
    migration_id varchar(255)
    title varchar(255)
    data text
  `,
  group_categories: `
    id int64! key
    name varchar(255)
    deleted_at timestamp
    created_at timestamp
    updated_at timestamp
    sis_batch_id int64
    context_id int64
    context_type enum!
    sis_source_id text
    role enum
    self_signup varchar(255)
    group_limit int32
    auto_leader varchar(255)
  `,
  group_memberships: `
    id int64! key
    user_id int64!
    created_at timestamp!
    updated_at timestamp!
    workflow_state enum!
    sis_batch_id int64
    group_id int64!
    moderator boolean
    uuid varchar(255)!
  `,
  groups: `
    id int64! key
    name varchar(255)
    deleted_at timestamp
    storage_quota int64
    lti_context_id varchar(255)
    created_at timestamp!
    updated_at timestamp!
    workflow_state enum!
    account_id int64!
    sis_batch_id int64
    context_id int64!
    context_type enum!
    migration_id varchar(255)
    group_category_id int64
    sis_source_id varchar(255)
    is_public boolean
    wiki_id int64
    max_membership int32
    join_level varchar(255)
    avatar_attachment_id int64
    leader_id int64
    description text oversize
    uuid varchar(255)!
    default_view enum
  `,
  late_policies: `
    id int64! key
    course_id int64!
    created_at timestamp!
    updated_at timestamp!
    missing_submission_deduction_enabled boolean!
    missing_submission_deduction decimal(5,2)!
    late_submission_deduction_enabled boolean!
    late_submission_deduction decimal(5,2)!
    late_submission_interval varchar(16)!
    late_submission_minimum_percent_enabled boolean!
    late_submission_minimum_percent decimal(5,2)!
  `,
  learning_outcome_groups: `
    id int64! key
    created_at timestamp!
    updated_at timestamp!
    workflow_state enum!
    context_id int64
    context_type enum
    migration_id varchar(255)
    learning_outcome_group_id int64
    root_learning_outcome_group_id int64
    vendor_guid varchar(255)
    outcome_import_id int64
    source_outcome_group_id int64
    description text oversize
    title varchar(255)!
  `,
  learning_outcome_question_results: `
    id int64! key
    created_at timestamp!
    updated_at timestamp!
    learning_outcome_id int64
    associated_asset_id int64
    associated_asset_type enum!
    learning_outcome_result_id int64
    score float64
    possible float64
    mastery boolean
    attempt int32
    original_score float64
    original_possible float64
    original_mastery boolean
    assessed_at timestamp
    submitted_at timestamp
    percent float64
    title text
  `,
  learning_outcome_results: `
    id int64! key
    user_id int64
    created_at timestamp!
    updated_at timestamp!
    workflow_state enum!
    context_id int64
    context_type enum
    context_code varchar(255)
    learning_outcome_id int64
    associated_asset_id int64
    associated_asset_type enum
    score float64
    possible float64
    mastery boolean
    attempt int32
    original_score float64
    original_possible float64
    original_mastery boolean
    assessed_at timestamp
    submitted_at timestamp
    association_id int64
    association_type enum
    content_tag_id int64
    user_uuid varchar(255)
    artifact_id int64
    artifact_type enum
    hide_points boolean!
    hidden boolean!
    percent float64
    title varchar(255)
  `,
  learning_outcomes: `
    id int64! key
    display_name varchar(255)
    context_code varchar(255)
    created_at timestamp!
    updated_at timestamp!
    workflow_state enum!
    context_id int64
    context_type enum
    migration_id varchar(255)
    vendor_guid varchar(255)
    outcome_import_id int64
    calculation_method enum
    calculation_int int16
    short_description varchar(255)!
    description text oversize
    data text
  `,
  lti_line_items: `
    id int64! key
    created_at timestamp!
    updated_at timestamp!
    workflow_state enum!
    assignment_id int64!
    client_id int64!
    coupled boolean!
    score_maximum float64!
    resource_id text
    lti_resource_link_id int64
    label text!
    extensions text!
    tag text
  `,
};
