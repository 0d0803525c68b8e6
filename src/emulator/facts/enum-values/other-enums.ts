const MEDIA_COMMENT_TYPES = `audio/flac, audio/mpeg, audio/vnd.dlna.adts, audio/webm, audio/x-m4a, audio/x-ms-wma,
  audio/x-wav, video/3gpp, video/mpeg, video/quicktime, video/webm, video/x-m4v, video/x-matroska, video/x-ms-asf,
  video/x-ms-wmv, video/x-msvideo ~ audio, video, audio/mp4, video/mp4`;

/**
 * Values of the remaining enum columns and members. Before `~` stand values that Instructure's data dictionary or
 * schema answers name; after it values supposed from Canvas itself. HTTP methods and versions are supposed beyond
 * the few that are known.
 */
export const OTHER_ENUMS: Readonly<Record<string, string>> = {
  'asset_user_accesses.action_level': 'participate ~ view',
  'asset_user_accesses.asset_category': `announcements, assignments, calendar_feed, collaborations, conferences,
    speed_grader, external_tools, external_urls ~ files, grades, home, modules, pages, quizzes, roster, syllabus, topics`,
  'asset_user_accesses.membership_type': `TeacherEnrollment, AccountUser, TaEnrollment, DesignerEnrollment,
    ObserverEnrollment, GroupMembership, StudentEnrollment, StudentViewEnrollment`,
  'assignments.grading_type': 'letter_grade, not_graded ~ points, percent, pass_fail, gpa_scale',
  'assignments.submission_types': `discussion_topic, online_quiz, external_tool, online_text_entry, online_url,
    online_upload, media_recording, not_graded, student_annotation, default_external_tool ~ none, on_paper, attendance, wiki_page`,
  'assignments.turnitin_settings.exclude_small_matches_type': '~ percent, number',
  'assignments.turnitin_settings.originality_report_visibility': 'after_grading, after_due_date ~ immediate, never',
  'assignments.type': 'Assignment, SubAssignment',
  'attachments.file_state': 'unpublished ~ available, hidden, public, broken, errored, deleted',
  'content_shares.read_state': '~ read, unread',
  'content_shares.type': 'SentContentShare, ReceivedContentShare',
  'content_tags.tag_type': 'context_module, learning_outcome, learning_outcome_association ~ default',
  'conversation_messages.media_comment_type': MEDIA_COMMENT_TYPES,
  'discussion_topics.discussion_type': 'side_comment, threaded, not_threaded',
  'discussion_topics.type': 'Announcement',
  'enrollment_dates_overrides.enrollment_type':
    'DesignerEnrollment, StudentEnrollment, TaEnrollment, TeacherEnrollment ~ ObserverEnrollment',
  'enrollments.type': `StudentEnrollment, TeacherEnrollment, TaEnrollment, DesignerEnrollment, ObserverEnrollment,
    StudentViewEnrollment`,
  'folders.unique_type': 'student annotation documents, icon maker icons, buttons and icons',
  'group_categories.role': 'communities, student_organized ~ imported',
  'groups.default_view': '~ feed, wiki, modules, syllabus',
  'learning_outcomes.calculation_method':
    'decaying_average, weighted_average, standard_decaying_average ~ average, highest, latest, n_mastery',
  'master_courses_migration_results.import_type': '~ full, selective',
  'quiz_questions.question_data.regrade_option': `unavailable, multiple_answers_question, multiple_choice_question,
    true_false_question, current_and_previous_correct, no_regrade, current_correct_only, full_credit ~ available, disabled`,
  'quizzes.quiz_type': 'assignment, practice_quiz, graded_survey, survey',
  'roles.base_role_type': `AccountAdmin, AccountMembership, DesignerEnrollment, NoPermissions, ObserverEnrollment,
    StudentEnrollment, TaEnrollment, TeacherEnrollment`,
  'rubric_assessments.assessment_type': 'invited_assessment, peer_review ~ grading, provisional_grade',
  'submission_comments.media_comment_type': MEDIA_COMMENT_TYPES,
  'submissions.media_comment_type': MEDIA_COMMENT_TYPES,
  'submissions.submission_type': `basic_lti_launch, discussion_topic, external_tool, media_recording,
    online_file_upload, online_quiz, online_text_entry, online_upload, online_url, student_annotation`,
  'web_conference_participants.participation_type': '~ invitee, initiator, attendee',
  'web_conferences.conference_type': 'AdobeConnect, BigBlueButton, CiscoWebex ~ Wimba',
  'web_logs.http_method': 'GET, POST, PUT ~ DELETE, HEAD, OPTIONS, PATCH',
  'web_logs.http_version': '~ HTTP/1.0, HTTP/1.1, HTTP/2.0',
  'web_logs.http_status': `200, 201, 302, 404, 500 ~ 202, 204, 206, 301, 303, 304, 307, 308, 400, 401, 403, 405, 406,
    409, 410, 413, 415, 422, 429, 499, 501, 502, 503, 504`,
  // An open enum lists a single value on purpose: the official client cannot create its lookup table for more.
  'web_logs.web_application_controller': '',
  'web_logs.web_application_action': '',
};
