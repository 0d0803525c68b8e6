/** Columns of the `canvas` tables `context_external_tools` to `custom_gradebook_columns`, in the notation of `parse-columns.ts`. */
export const CANVAS_CONTEXT_TO_CUSTOM: Readonly<Record<string, string>> = {
  context_external_tools: `
    id int64! key
    developer_key_id int64
    created_at timestamp!
    updated_at timestamp!
    workflow_state enum!
    context_id int64
    context_type enum
    migration_id varchar(255)
    consumer_key text!
    cloned_item_id int64
    tool_id varchar(255)
    not_selectable boolean
    app_center_id varchar(255)
    allow_membership_service_access boolean!
    description text oversize
    name varchar(255)!
    domain varchar(255)
    url varchar(4096)
    settings json
  `,
  context_module_progressions: `
    id int64! key
    user_id int64
    created_at timestamp!
    updated_at timestamp!
    workflow_state enum!
    requirements_met text
    collapsed boolean
    current_position int32
    completed_at timestamp
    current boolean
    evaluated_at timestamp
    incomplete_requirements text
    context_module_id int64
    lock_version int32!
  `,
  context_modules: `
    id int64! key
    name text
    deleted_at timestamp
    created_at timestamp!
    updated_at timestamp!
    workflow_state enum!
    unlock_at timestamp
    context_id int64!
    context_type enum!
    migration_id varchar(255)
    prerequisites text
    completion_requirements text
    require_sequential_progress boolean
    completion_events text
    requirement_count int32
    position int32
  `,
  conversation_message_participants: `
    id int64! key
    deleted_at timestamp
    user_id int64
    workflow_state enum
    conversation_message_id int64
    conversation_participant_id int64
    tags text
  `,
  conversation_messages: `
    id int64! key
    created_at timestamp
    context_id int64
    context_type enum
    conversation_id int64
    author_id int64
    generated boolean
    forwarded_message_ids text
    media_comment_id varchar(255)
    media_comment_type enum
    asset_id int64
    asset_type enum
    attachment_ids text
    has_attachments boolean
    has_media_objects boolean
    body text oversize
  `,
  conversation_participants: `
    id int64! key
    user_id int64!
    updated_at timestamp
    workflow_state enum!
    has_attachments boolean!
    has_media_objects boolean!
    last_message_at timestamp
    subscribed boolean!
    message_count int32!
    label varchar(255)
    tags text
  `,
  conversations: `
    id int64! key
    updated_at timestamp
    context_id int64
    context_type enum
    has_attachments boolean!
    has_media_objects boolean!
    subject varchar(255)
    tags text
  `,
  course_account_associations: `
    id int64! key
    course_id int64!
    created_at timestamp!
    updated_at timestamp!
    account_id int64!
    course_section_id int64
    depth int32!
  `,
  course_sections: `
    id int64! key
    name varchar(255)!
    course_id int64!
    integration_id varchar(255)
    created_at timestamp!
    updated_at timestamp!
    workflow_state enum!
    sis_batch_id int64
    start_at timestamp
    end_at timestamp
    sis_source_id varchar(255)
    default_section boolean
    accepting_enrollments boolean
    restrict_enrollments_to_section_dates boolean
    nonxlist_course_id int64
    enrollment_term_id int64
  `,
  courses: `
    id int64! key
    storage_quota int64
    integration_id varchar(255)
    lti_context_id varchar(255)
    sis_batch_id int64
    created_at timestamp!
    updated_at timestamp!
    workflow_state enum!
    account_id int64!
    grading_standard_id int64
    start_at timestamp
    sis_source_id varchar(255)
    group_weighting_scheme varchar(255)
    conclude_at timestamp
    is_public boolean
    allow_student_wiki_edits boolean
    syllabus_body text oversize
    default_wiki_editing_roles varchar(255)
    wiki_id int64
    allow_student_organized_groups boolean!
    course_code varchar(255)
    default_view varchar(255)
    abstract_course_id int64
    enrollment_term_id int64!
    open_enrollment boolean
    tab_configuration text
    turnitin_comments text oversize
    self_enrollment boolean
    license varchar(255)
    indexed boolean
    restrict_enrollments_to_course_dates boolean
    template_course_id int64
    replacement_course_id int64
    public_description text oversize
    self_enrollment_code varchar(255)
    self_enrollment_limit int32
    turnitin_id int64
    show_announcements_on_home_page boolean
    home_page_announcement_limit int32
    latest_outcome_import_id int64
    grade_passback_setting varchar(255)
    template boolean!
    homeroom_course boolean!
    sync_enrollments_from_homeroom boolean!
    homeroom_course_id int64
    locale varchar(255)
    name varchar(255)
    time_zone varchar(255)
    uuid varchar(255)
    settings json
  `,
  custom_gradebook_column_data: `
    id int64! key
    content varchar(255)!
    user_id int64!
    custom_gradebook_column_id int64!
  `,
  custom_gradebook_columns: `
    id int64! key
    created_at timestamp!
    updated_at timestamp!
    workflow_state enum!
    course_id int64!
    teacher_notes boolean!
    position int32!
    read_only boolean!
    title varchar(255)!
  `,
};
