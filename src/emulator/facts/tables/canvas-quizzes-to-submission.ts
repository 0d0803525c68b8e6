/** Columns of the `canvas` tables `quizzes` to `submission_versions`, in the notation of `parse-columns.ts`. */
export const CANVAS_QUIZZES_TO_SUBMISSION: Readonly<Record<string, string>> = {
  quizzes: `
    id int64! key
    deleted_at timestamp
    created_at timestamp!
    updated_at timestamp!
    workflow_state enum!
    due_at timestamp
    unlock_at timestamp
    lock_at timestamp
    points_possible float64
    assignment_group_id int64
    context_id int64!
    context_type enum!
    assignment_id int64
    could_be_locked boolean!
    migration_id varchar(255)
    only_visible_to_overrides boolean!
    allowed_attempts int32
    published_at timestamp
    shuffle_answers boolean!
    show_correct_answers boolean!
    time_limit int32
    scoring_policy varchar(255)
    quiz_type enum
    access_code varchar(255)
    question_count int32
    anonymous_submissions boolean!
    hide_results varchar(255)
    ip_filter varchar(255)
    require_lockdown_browser boolean!
    require_lockdown_browser_for_results boolean!
    one_question_at_a_time boolean!
    cant_go_back boolean!
    show_correct_answers_at timestamp
    hide_correct_answers_at timestamp
    require_lockdown_browser_monitor boolean!
    one_time_results boolean!
    show_correct_answers_last_attempt boolean!
    unpublished_question_count int32!
    description text oversize
    title varchar(255)
  `,
  role_overrides: `
    id int64! key
    permission varchar(255)
    created_at timestamp
    updated_at timestamp
    role_id int64!
    context_id int64!
    context_type enum!
    locked boolean!
    enabled boolean!
    applies_to_self boolean!
    applies_to_descendants boolean!
  `,
  roles: `
    id int64! key
    name varchar(255)!
    deleted_at timestamp
    created_at timestamp!
    updated_at timestamp!
    workflow_state enum!
    account_id int64
    base_role_type enum!
  `,
  rubric_assessments: `
    id int64! key
    user_id int64
    created_at timestamp!
    updated_at timestamp!
    rubric_association_id int64
    artifact_id int64!
    artifact_type enum!
    hide_points boolean!
    score float64
    rubric_id int64!
    assessment_type enum!
    assessor_id int64
    artifact_attempt int32
    data text oversize
  `,
  rubric_associations: `
    id int64! key
    purpose varchar(255)!
    created_at timestamp!
    updated_at timestamp!
    workflow_state enum!
    context_id int64!
    context_type enum!
    association_id int64!
    association_type enum!
    hide_points boolean!
    rubric_id int64!
    use_for_grading boolean
    summary_data text
    hide_score_total boolean
    bookmarked boolean!
    hide_outcome_results boolean!
    title varchar(255)
  `,
  rubrics: `
    id int64! key
    user_id int64
    created_at timestamp!
    updated_at timestamp!
    workflow_state enum!
    points_possible float64
    context_id int64!
    context_type enum!
    migration_id varchar(255)
    hide_score_total boolean
    association_count int32!
    free_form_criterion_comments boolean
    title varchar(255)
    data text oversize
  `,
  score_statistics: `
    id int64! key
    created_at timestamp!
    updated_at timestamp!
    assignment_id int64!
    mean float64!
    count int32!
    minimum float64!
    maximum float64!
  `,
  scores: `
    id int64! key
    created_at timestamp
    updated_at timestamp
    workflow_state enum!
    assignment_group_id int64
    enrollment_id int64!
    grading_period_id int64
    current_score float64
    final_score float64
    course_score boolean!
    unposted_current_score float64
    unposted_final_score float64
    current_points float64
    unposted_current_points float64
    final_points float64
    unposted_final_points float64
    override_score float64
  `,
  submission_comments: `
    id int64! key
    comment text oversize
    submission_id int64
    created_at timestamp!
    updated_at timestamp!
    context_id int64
    context_type enum!
    author_id int64
    media_comment_id varchar(255)
    media_comment_type enum
    attachment_ids text
    attempt int32
    hidden boolean!
    author_name varchar(255)
    group_comment_id varchar(255)
    assessment_request_id int64
    anonymous boolean
    teacher_only_comment boolean!
    provisional_grade_id int64
    draft boolean!
    edited_at timestamp
  `,
  submission_versions: `
    id int64! key
    user_id int64
    context_id int64
    context_type enum!
    assignment_id int64
    version_id int64
  `,
};
