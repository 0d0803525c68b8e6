/** Columns of the `canvas` tables `lti_resource_links` to `quiz_submissions`, in the notation of `parse-columns.ts`. */
export const CANVAS_LTI_TO_QUIZ: Readonly<Record<string, string>> = {
  lti_resource_links: `
    id int64! key
    created_at timestamp!
    updated_at timestamp!
    workflow_state enum!
    context_id int64!
    context_type enum!
    context_external_tool_id int64!
    custom text
    resource_link_uuid uuid!
    lookup_uuid uuid!
  `,
  lti_results: `
    id int64! key
    extensions text!
    comment text oversize
    submission_id int64
    user_id int64!
    created_at timestamp!
    updated_at timestamp!
    workflow_state enum!
    result_score float64
    result_maximum float64
    activity_progress text
    grading_progress text
    lti_line_item_id int64!
  `,
  master_courses_child_content_tags: `
    id int64! key
    child_subscription_id int64!
    content_id int64!
    migration_id text
    downstream_changes text
    content_type enum!
  `,
  master_courses_child_subscriptions: `
    id int64! key
    created_at timestamp!
    updated_at timestamp!
    workflow_state enum!
    use_selective_copy boolean!
    master_template_id int64!
    child_course_id int64!
  `,
  master_courses_master_content_tags: `
    id int64! key
    content_id int64!
    migration_id text
    restrictions text
    use_default_restrictions boolean!
    master_template_id int64!
    content_type enum!
  `,
  master_courses_master_migrations: `
    id int64! key
    comment text
    user_id int64
    created_at timestamp!
    updated_at timestamp!
    workflow_state enum!
    migration_settings text
    export_results text oversize
    exports_started_at timestamp
    imports_queued_at timestamp
    imports_completed_at timestamp
    send_notification boolean!
    master_template_id int64!
  `,
  master_courses_master_templates: `
    id int64! key
    course_id int64!
    created_at timestamp!
    updated_at timestamp!
    workflow_state enum
    full_course boolean!
    active_migration_id int64
    default_restrictions text
    use_default_restrictions_by_type boolean!
    default_restrictions_by_type text
  `,
  master_courses_migration_results: `
    id int64! key
    state enum!
    child_subscription_id int64!
    master_migration_id int64!
    content_migration_id int64!
    import_type enum!
    results text oversize
  `,
  originality_reports: `
    id int64! key
    error_message text
    attachment_id int64
    submission_id int64!
    created_at timestamp!
    updated_at timestamp!
    workflow_state enum!
    originality_score float64
    originality_report_url text
    originality_report_lti_url text
    link_id text
    submission_time timestamp
  `,
  outcome_proficiencies: `
    id int64! key
    created_at timestamp!
    updated_at timestamp!
    workflow_state enum!
    context_id int64!
    context_type enum!
  `,
  outcome_proficiency_ratings: `
    id int64! key
    created_at timestamp!
    updated_at timestamp!
    workflow_state enum!
    mastery boolean!
    points float64!
    outcome_proficiency_id int64!
    color text!
    description varchar(255)!
  `,
  post_policies: `
    id int64! key
    course_id int64
    created_at timestamp!
    updated_at timestamp!
    assignment_id int64
    post_manually boolean!
  `,
  pseudonyms: `
    id int64! key
    deleted_at timestamp
    integration_id varchar(255)
    user_id int64!
    created_at timestamp!
    updated_at timestamp!
    workflow_state enum!
    account_id int64!
    sis_batch_id int64
    unique_id varchar(255)!
    login_count int32!
    failed_login_count int32!
    last_request_at timestamp
    last_login_at timestamp
    current_login_at timestamp
    last_login_ip varchar(255)
    current_login_ip varchar(255)
    sis_user_id varchar(255)
    authentication_provider_id int64
    position int32
  `,
  quiz_groups: `
    id int64! key
    name varchar(255)
    created_at timestamp!
    updated_at timestamp!
    assessment_question_bank_id int64
    quiz_id int64!
    migration_id varchar(255)
    pick_count int32
    question_points float64
    position int32
  `,
  quiz_questions: `
    id int64! key
    created_at timestamp
    updated_at timestamp
    workflow_state enum
    quiz_id int64
    migration_id varchar(255)
    quiz_group_id int64
    assessment_question_id int64
    assessment_question_version int32
    position int32
    question_data json
  `,
  quiz_submissions: `
    id int64! key
    submission_id int64
    user_id int64
    created_at timestamp!
    updated_at timestamp!
    workflow_state enum!
    quiz_id int64!
    quiz_version int32
    started_at timestamp
    finished_at timestamp
    end_at timestamp
    score float64
    attempt int32
    submission_data text oversize
    kept_score float64
    fudge_points float64!
    quiz_points_possible float64
    extra_attempts int32
    temporary_user_code varchar(255)
    extra_time int32
    manually_scored boolean
    manually_unlocked boolean
    was_preview boolean
    score_before_regrade float64
    has_seen_results boolean
  `,
};
