/** Columns of the `canvas` tables `submissions` to `wikis`, in the notation of `parse-columns.ts`. */
export const CANVAS_SUBMISSIONS_TO_WIKIS: Readonly<Record<string, string>> = {
  submissions: `
    id int64! key
    attachment_id int64
    course_id int64!
    user_id int64!
    created_at timestamp
    updated_at timestamp
    workflow_state enum!
    assignment_id int64!
    media_comment_id varchar(255)
    media_comment_type enum
    attachment_ids text
    posted_at timestamp
    group_id int64
    score float64
    attempt int32
    submitted_at timestamp
    quiz_submission_id int64
    extra_attempts int32
    grading_period_id int64
    grade varchar(255)
    submission_type enum
    processed boolean
    grade_matches_current_submission boolean
    published_score float64
    published_grade varchar(255)
    graded_at timestamp
    student_entered_score float64
    grader_id int64
    submission_comments_count int32
    media_object_id int64
    turnitin_data text oversize
    cached_due_date timestamp
    excused boolean
    graded_anonymously boolean
    late_policy_status varchar(16)
    points_deducted decimal(6,2)
    seconds_late_override int64
    lti_user_id text
    anonymous_id varchar(5)
    last_comment_at timestamp
    cached_quiz_lti boolean!
    cached_tardiness varchar(16)
    resource_link_lookup_uuid uuid
    redo_request boolean!
    body text oversize
    url varchar(255)
  `,
  user_account_associations: `
    id int64! key
    user_id int64!
    created_at timestamp!
    updated_at timestamp!
    account_id int64!
    depth int32
  `,
  users: `
    id int64! key
    deleted_at timestamp
    storage_quota int64
    lti_context_id varchar(255)
    created_at timestamp!
    updated_at timestamp!
    workflow_state enum!
    sortable_name varchar(255)
    avatar_image_url varchar(255)
    avatar_image_source varchar(255)
    avatar_image_updated_at timestamp
    short_name varchar(255)
    last_logged_out timestamp
    pronouns text
    merged_into_user_id int64
    locale varchar(255)
    name varchar(255)
    time_zone varchar(255)
    uuid varchar(255)
    school_name varchar(255)
    school_position varchar(255)
    public boolean
  `,
  web_conference_participants: `
    id int64! key
    web_conference_id int64
    user_id int64
    created_at timestamp!
    updated_at timestamp!
    participation_type enum
  `,
  web_conferences: `
    id int64! key
    user_id int64
    created_at timestamp!
    updated_at timestamp!
    context_id int64!
    context_type enum!
    start_at timestamp
    end_at timestamp
    context_code varchar(255)
    started_at timestamp
    user_ids varchar(255)
    ended_at timestamp
    recording_ready boolean
    conference_type enum!
    conference_key varchar(255)
    description text oversize
    duration float64
    settings text
    title varchar(255)!
    uuid varchar(255)
  `,
  wiki_pages: `
    id int64! key
    user_id int64
    created_at timestamp!
    updated_at timestamp!
    workflow_state enum!
    context_id int64!
    context_type enum!
    assignment_id int64
    migration_id varchar(255)
    wiki_id int64!
    old_assignment_id int64
    todo_date timestamp
    editing_roles varchar(255)
    revised_at timestamp
    body text oversize
    url text
    title varchar(255)
    protected_editing boolean!
    could_be_locked boolean
  `,
  wikis: `
    id int64! key
    created_at timestamp!
    updated_at timestamp!
    front_page_url text
    has_no_front_page boolean
    title varchar(255)
  `,
};
