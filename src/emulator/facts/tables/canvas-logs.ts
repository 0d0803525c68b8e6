/** Columns of the tables of namespace `canvas_logs`, in the notation of `parse-columns.ts`. */
export const CANVAS_LOGS: Readonly<Record<string, string>> = {
  web_logs: `
    id uuid! key
    timestamp timestamp!
    user_id int64
    real_user_id int64
    course_id int64
    quiz_id int64
    discussion_id int64
    conversation_id int64
    assignment_id int64
    url text!
    http_method enum! named HTTPMethod
    http_status integer-enum! named HTTPStatus
    http_version enum! shared HTTPVersion
    remote_ip inet!
    interaction_micros int32!
    web_application_controller open-enum shared Controller
    web_application_action open-enum shared Action
    web_application_context_type enum shared ContextType
    web_application_context_id int64
    session_id uuid
    developer_key_id int64
    participated boolean!
    user_agent varchar(255) oversize
  `,
};
