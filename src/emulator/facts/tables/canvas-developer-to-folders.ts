/** Columns of the `canvas` tables `developer_key_account_bindings` to `folders`, in the notation of `parse-columns.ts`. */
export const CANVAS_DEVELOPER_TO_FOLDERS: Readonly<Record<string, string>> = {
  developer_key_account_bindings: `
    id int64! key
    account_id int64!
    created_at timestamp!
    updated_at timestamp!
    workflow_state enum!
    developer_key_id int64!
  `,
  developer_keys: `
    id int64! key
    name varchar(255)
    user_id int64
    created_at timestamp!
    updated_at timestamp!
    scopes text
    workflow_state enum!
    account_id int64
    redirect_uri varchar(255)
    icon_url varchar(255)
    redirect_uris varchar(255)[]!
    notes text
    access_token_count int32!
    require_scopes boolean!
    test_cluster_only boolean!
    public_jwk text
    allow_includes boolean!
    is_lti_key boolean!
    client_credentials_audience text
    email varchar(255)
    user_name varchar(255)
  `,
  discussion_entries: `
    id int64! key
    message text oversize
    attachment_id int64
    deleted_at timestamp
    user_id int64
    created_at timestamp!
    updated_at timestamp!
    workflow_state enum!
    migration_id varchar(255)
    discussion_topic_id int64
    parent_id int64
    editor_id int64
    root_entry_id int64
    depth int32
    rating_count int32
    rating_sum int32
  `,
  discussion_entry_participants: `
    id int64! key
    user_id int64!
    workflow_state enum!
    forced_read_state boolean
    discussion_entry_id int64!
    rating int32
  `,
  discussion_topic_participants: `
    id int64! key
    user_id int64!
    workflow_state enum!
    subscribed boolean
    unread_entry_count int32!
    discussion_topic_id int64!
  `,
  discussion_topics: `
    id int64! key
    message text oversize
    type enum
    attachment_id int64
    deleted_at timestamp
    user_id int64
    created_at timestamp!
    updated_at timestamp!
    workflow_state enum!
    lock_at timestamp
    context_id int64!
    context_type enum!
    locked boolean!
    assignment_id int64
    migration_id varchar(255)
    group_category_id int64
    cloned_item_id int64
    last_reply_at timestamp
    delayed_post_at timestamp
    posted_at timestamp
    root_topic_id int64
    old_assignment_id int64
    subtopics_refreshed_at timestamp
    external_feed_id int64
    podcast_enabled boolean!
    podcast_has_student_posts boolean!
    require_initial_post boolean!
    editor_id int64
    discussion_type enum
    pinned boolean!
    allow_rating boolean!
    only_graders_can_rate boolean!
    sort_by_rating boolean!
    todo_date timestamp
    is_section_specific boolean!
    position int32
    title varchar(255)
  `,
  enrollment_dates_overrides: `
    id int64! key
    created_at timestamp!
    updated_at timestamp!
    context_id int64!
    context_type enum!
    start_at timestamp
    end_at timestamp
    enrollment_term_id int64
    enrollment_type enum
  `,
  enrollment_states: `
    enrollment_id int64! key
    updated_at timestamp
    state_is_current boolean!
    state_started_at timestamp
    state_valid_until timestamp
    restricted_access boolean!
    access_is_current boolean!
    state enum
  `,
  enrollment_terms: `
    id int64! key
    name varchar(255)
    integration_id varchar(255)
    created_at timestamp!
    updated_at timestamp!
    workflow_state enum!
    sis_batch_id int64
    start_at timestamp
    end_at timestamp
    sis_source_id varchar(255)
    term_code varchar(255)
    grading_period_group_id int64
  `,
  enrollments: `
    id int64! key
    sis_batch_id int64
    user_id int64!
    created_at timestamp!
    updated_at timestamp!
    workflow_state enum!
    role_id int64!
    start_at timestamp
    end_at timestamp
    course_id int64!
    completed_at timestamp
    course_section_id int64!
    grade_publishing_status varchar(255)!
    associated_user_id int64
    self_enrolled boolean
    limit_privileges_to_course_section boolean!
    last_activity_at timestamp
    total_activity_time int32
    sis_pseudonym_id int64
    last_attended_at timestamp
    type enum!
  `,
  favorites: `
    id int64! key
    user_id int64
    created_at timestamp!
    updated_at timestamp!
    context_id int64
    context_type enum!
  `,
  feature_flags: `
    id int64! key
    context_id int64!
    context_type enum!
    feature varchar(255)!
    state varchar(255)!
    created_at timestamp!
    updated_at timestamp!
  `,
  folders: `
    id int64! key
    name varchar(255)
    full_name text
    deleted_at timestamp
    created_at timestamp!
    updated_at timestamp!
    workflow_state enum!
    unlock_at timestamp
    lock_at timestamp
    context_id int64!
    context_type enum!
    locked boolean
    cloned_item_id int64
    submission_context_code varchar(255)
    parent_folder_id int64
    unique_type enum
    position int32
  `,
};
