/**
 * Members of the nested objects by `table.column`, in the notation of `parse-columns.ts`. Those of
 * `courses.settings` and `assignment_groups.rules` are known exactly; of the others name and type are known, the
 * order is supposed.
 */
export const NESTED_MEMBERS: Readonly<Record<string, string>> = {
  'assignment_groups.rules': `
    drop_highest int32
    drop_lowest int32
    never_drop int32[]
  `,
  'assignments.turnitin_settings': `
    originality_report_visibility enum
    s_paper_check boolean
    s_view_report boolean
    internet_check boolean
    journal_check boolean
    exclude_biblio boolean
    exclude_quoted boolean
    exclude_small_matches_type enum
    exclude_small_matches_value int32
    submit_papers_to boolean
  `,
  'context_external_tools.settings': `
    account_navigation text
    assignment_group_menu text
    assignment_index_menu text
    assignment_menu text
    assignment_selection text
    canvas_caliper_url text
    collaboration text
    content_migration text
    course_assignments_menu text
    course_home_sub_navigation text
    course_navigation text
    course_settings_sub_navigation text
    custom_fields text
    discussion_menu text
    discussion_topic_index_menu text
    discussion_topic_menu text
    editor_button text
    enabled text
    file_index_menu text
    file_menu text
    global_navigation text
    grade_passback text
    homework_selection text
    homework_submission text
    launch_presentation_document_target text
    link_selection text
    migration_selection text
    module_group_menu text
    module_index_menu text
    module_menu text
    post_grades text
    quiz_index_menu text
    quiz_menu text
    similarity_detection text
    student_context_card text
    text text
    tool_configuration text
    use_1_3 text
    user_navigation text
    visibility text
    wiki_index_menu text
    wiki_page_menu text
  `,
  'courses.settings': `
    allow_student_discussion_editing text
    allow_student_discussion_topics text
    course_format text
    filter_speed_grader_by_student_group text
    hide_distribution_graphs text
    hide_final_grade text
    is_public_to_auth_users text
    lock_all_announcements text
    public_syllabus text
    public_syllabus_to_auth text
    restrict_student_future_view text
    restrict_student_past_view text
    syllabus_updated_at text
    usage_rights_required text
    allow_student_forum_attachments text
  `,
  'quiz_questions.question_data': `
    answers text
    correct_comments text
    incorrect_comments text
    matching_answer_incorrect_matches text
    name text
    neutral_comments text
    points_possible float64
    question_text text
    question_type text
    regrade_option enum
    text_after_answers text
  `,
};
