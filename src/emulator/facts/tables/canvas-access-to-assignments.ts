/** Columns of the `canvas` tables `access_tokens` to `assignments`, in the notation of `parse-columns.ts`. */
export const CANVAS_ACCESS_TO_ASSIGNMENTS: Readonly<Record<string, string>> = {
  access_tokens: `
    id int64! key
    developer_key_id int64!
    user_id int64
    real_user_id int64
    last_used_at timestamp
    expires_at timestamp
    purpose varchar(255)
    created_at timestamp!
    updated_at timestamp!
    scopes text
    workflow_state enum!
  `,
  account_domains: `
    id int64! key
    host varchar(255)
    account_id int64
    created_at timestamp!
    updated_at timestamp!
    host_type varchar(255)
    position int32
  `,
  account_users: `
    id int64! key
    user_id int64!
    created_at timestamp!
    updated_at timestamp!
    workflow_state enum!
    account_id int64!
    role_id int64!
  `,
  accounts: `
    id int64! key
    name varchar(255)
    deleted_at timestamp
    parent_account_id int64
    current_sis_batch_id int64
    storage_quota int64
    default_storage_quota int64
    default_locale varchar(255)
    default_user_storage_quota int64
    default_group_storage_quota int64
    integration_id varchar(255)
    lti_context_id varchar(255)
    consortium_parent_account_id int64
    course_template_id int64
    created_at timestamp!
    updated_at timestamp!
    workflow_state enum!
    default_time_zone varchar(255)
    uuid varchar(255)
    sis_source_id varchar(255)
  `,
  assessment_question_banks: `
    id int64! key
    deleted_at timestamp
    created_at timestamp!
    updated_at timestamp!
    workflow_state enum!
    context_id int64
    context_type enum!
    migration_id varchar(255)
    title text
  `,
  assessment_questions: `
    id int64! key
    name text
    deleted_at timestamp
    created_at timestamp
    updated_at timestamp
    workflow_state enum
    context_id int64
    context_type varchar(255)
    question_data text oversize
    assessment_question_bank_id int64
    migration_id varchar(255)
    position int32
  `,
  asset_user_accesses: `
    id int64! key
    display_name text
    user_id int64
    created_at timestamp
    updated_at timestamp
    asset_code varchar(255)
    asset_group_code varchar(255)
    context_id int64
    context_type enum!
    last_access timestamp
    asset_category enum
    view_score float64
    participate_score float64
    action_level enum
    membership_type enum
  `,
  assignment_groups: `
    id int64! key
    name varchar(255)
    created_at timestamp!
    updated_at timestamp!
    workflow_state enum!
    context_id int64!
    context_type enum!
    default_assignment_name varchar(255)
    group_weight float64
    migration_id varchar(255)
    sis_source_id varchar(255)
    position int32
    rules json
  `,
  assignment_override_students: `
    id int64! key
    user_id int64!
    created_at timestamp!
    updated_at timestamp!
    workflow_state enum!
    assignment_id int64
    quiz_id int64
    assignment_override_id int64!
  `,
  assignment_overrides: `
    id int64! key
    created_at timestamp!
    updated_at timestamp!
    workflow_state enum!
    due_at timestamp
    unlock_at timestamp
    lock_at timestamp
    all_day boolean
    assignment_version int32
    set_type enum!
    set_id int64
    due_at_overridden boolean!
    unlock_at_overridden boolean!
    lock_at_overridden boolean!
    quiz_id int64
    quiz_version int32
    assignment_id int64
    all_day_date date
    title varchar(255)!
  `,
  assignments: `
    id int64! key
    integration_id varchar(255)
    lti_context_id text
    created_at timestamp
    updated_at timestamp
    workflow_state enum!
    due_at timestamp
    unlock_at timestamp
    lock_at timestamp
    points_possible float64
    grading_type enum
    submission_types enum[]!
    assignment_group_id int64
    grading_standard_id int64
    submissions_downloads int32!
    peer_review_count int32!
    peer_reviews_due_at timestamp
    peer_reviews_assigned boolean!
    peer_reviews boolean!
    context_id int64!
    context_type enum!
    automatic_peer_reviews boolean!
    all_day boolean!
    all_day_date date
    could_be_locked boolean!
    migration_id varchar(255)
    grade_group_students_individually boolean!
    anonymous_peer_reviews boolean!
    turnitin_enabled boolean!
    allowed_extensions varchar(255)
    group_category_id int64
    freeze_on_copy boolean!
    only_visible_to_overrides boolean!
    post_to_sis boolean!
    moderated_grading boolean!
    grades_published_at timestamp
    omit_from_final_grade boolean!
    intra_group_peer_reviews boolean!
    vericite_enabled boolean!
    anonymous_instructor_annotations boolean!
    duplicate_of_id int64
    anonymous_grading boolean!
    graders_anonymous_to_graders boolean!
    grader_count int32!
    grader_comments_visible_to_graders boolean!
    grader_section_id int64
    final_grader_id int64
    grader_names_visible_to_final_grader boolean!
    allowed_attempts int32
    sis_source_id text
    annotatable_attachment_id int64
    important_dates boolean!
    description text oversize
    position int32
    title varchar(255)
    turnitin_settings json
    parent_assignment_id int64
    type enum
    has_sub_assignments boolean
  `,
};
