/** Columns of the `canvas` tables `attachment_associations` to `content_tags`, in the notation of `parse-columns.ts`. */
export const CANVAS_ATTACHMENT_TO_CONTENT: Readonly<Record<string, string>> = {
  attachment_associations: `
    id int64! key
    attachment_id int64
    context_id int64
    context_type enum!
  `,
  attachments: `
    id int64! key
    deleted_at timestamp
    user_id int64
    created_at timestamp
    updated_at timestamp
    workflow_state enum
    unlock_at timestamp
    lock_at timestamp
    context_id int64
    context_type enum
    folder_id int64
    filename text
    locked boolean!
    file_state enum!
    media_entry_id varchar(255)
    md5 varchar(255)
    replacement_attachment_id int64
    usage_rights_id int64
    modified_at timestamp
    viewed_at timestamp
    could_be_locked boolean
    migration_id varchar(255)
    namespace varchar(255)
    size int64
    display_name text
    content_type varchar(255)
    uuid varchar(255)
    root_attachment_id int64
  `,
  calendar_events: `
    id int64! key
    deleted_at timestamp
    user_id int64
    created_at timestamp!
    updated_at timestamp!
    workflow_state enum!
    context_id int64!
    context_type enum!
    location_address text
    start_at timestamp
    end_at timestamp
    context_code varchar(255)
    time_zone_edited varchar(255)
    parent_calendar_event_id int64
    effective_context_code varchar(255)
    participants_per_appointment int32
    comments text
    web_conference_id int64
    all_day boolean
    all_day_date date
    migration_id varchar(255)
    important_dates boolean!
    location_name text
    description text oversize
    title varchar(255)
  `,
  canvadocs_annotation_contexts: `
    id int64! key
    created_at timestamp!
    updated_at timestamp!
    attachment_id int64!
    submission_id int64!
    launch_id text!
    submission_attempt int32
  `,
  collaborations: `
    id int64! key
    collaboration_type varchar(255)
    document_id varchar(255)
    user_id int64
    context_id int64
    context_type enum named collaboration__context_type
    url varchar(255)
    uuid uuid
    data text
    created_at timestamp!
    updated_at timestamp!
    description text
    title varchar(255)!
    workflow_state varchar(255)!
    deleted_at timestamp
    context_code varchar(255)
    type varchar(255)
    resource_link_lookup_uuid uuid
  `,
  comment_bank_items: `
    id int64! key
    user_id int64!
    created_at timestamp!
    updated_at timestamp!
    workflow_state enum!
    course_id int64!
    comment text! oversize
  `,
  communication_channels: `
    id int64! key
    path varchar(255)!
    path_type varchar(255)!
    pseudonym_id int64
    bounce_count int32!
    confirmation_code_expires_at timestamp
    confirmation_sent_count int32!
    user_id int64!
    created_at timestamp!
    updated_at timestamp!
    workflow_state enum!
    position int32
  `,
  content_migrations: `
    id int64! key
    attachment_id int64
    user_id int64
    created_at timestamp!
    updated_at timestamp!
    workflow_state enum!
    context_id int64!
    context_type enum!
    overview_attachment_id int64
    exported_attachment_id int64
    source_course_id int64
    migration_type varchar(255)
    child_subscription_id int64
    migration_settings text oversize
    started_at timestamp
    finished_at timestamp
    progress float64
  `,
  content_participation_counts: `
    id int64! key
    user_id int64
    created_at timestamp!
    updated_at timestamp!
    context_id int64
    context_type enum!
    unread_count int32!
    content_type enum!
  `,
  content_participations: `
    id int64! key
    user_id int64!
    workflow_state enum!
    content_id int64!
    content_type enum!
  `,
  content_shares: `
    id int64! key
    name varchar(255)!
    type enum!
    user_id int64!
    created_at timestamp!
    updated_at timestamp!
    content_export_id int64!
    sender_id int64
    read_state enum!
  `,
  content_tags: `
    id int64! key
    created_at timestamp!
    updated_at timestamp!
    workflow_state enum!
    context_id int64!
    context_type enum!
    context_code varchar(255)
    comments text
    migration_id varchar(255)
    content_id int64
    tag_type enum!
    context_module_id int64
    learning_outcome_id int64
    mastery_score float64
    rubric_association_id int64
    associated_asset_id int64
    associated_asset_type enum
    link_settings text
    new_tab boolean
    position int32
    content_type enum
    url text
    title text
  `,
};
