# CW-001 (retention_…), CW-002 (audit_…), CW-003 (key_…), CW-004 (notify_…), CW-005 (enabled_…), CW-006 (public_…), CW-007 (destination_…),
# CW-008 (filter_…), CW-009 (data_…), CW-010 (composite_…), CW-011 (subscription_…), CW-012 (personal_…) and CW-013 (kept_…)

resource "aws_cloudwatch_log_group" "retention_forever" {
  name              = "retention-forever"
  retention_in_days = 0
}

resource "aws_cloudwatch_log_group" "retention_unset" {
  name = "retention-unset"
}

resource "aws_cloudwatch_log_group" "retention_month" {
  name              = "retention-month"
  retention_in_days = 30
}

resource "aws_cloudwatch_log_group" "retention_unknown" {
  name              = "retention-unknown"
  retention_in_days = terraform_data.later_number.output
}

# The prepared state has it with these arguments.
resource "aws_cloudwatch_log_group" "retention_no_op" {
  name = "retention-no-op"
}

# CW-001 and CW-003 in a module
module "retention_module_key" {
  source   = "./modules/group"
  for_each = { open = 0, closed = 30 }
  name     = "retention-${each.key}"
  days     = each.value
}

resource "aws_cloudwatch_log_group" "audit_short" {
  name              = "/audit/short"
  retention_in_days = 90
}

resource "aws_cloudwatch_log_group" "audit_short_by_tag" {
  name              = "audit-short-by-tag"
  retention_in_days = 90
  tags              = { DataClass = "audit" }
}

resource "aws_cloudwatch_log_group" "audit_year" {
  name              = "/audit/year"
  retention_in_days = 365
}

resource "aws_cloudwatch_log_group" "audit_forever" {
  name              = "/audit/forever"
  retention_in_days = 0
}

resource "aws_cloudwatch_log_group" "audit_other" {
  name              = "audit-other"
  retention_in_days = 90
}

resource "aws_cloudwatch_log_group" "audit_unknown" {
  name              = "/audit/unknown"
  retention_in_days = terraform_data.later_number.output
}

resource "aws_cloudwatch_log_group" "audit_unknown_name" {
  name              = terraform_data.later.output
  retention_in_days = 90
}

resource "aws_cloudwatch_log_group" "key_default" {
  name              = "key-default"
  retention_in_days = 30
}

resource "aws_cloudwatch_log_group" "key_own" {
  name              = "key-own"
  retention_in_days = 30
  kms_key_id        = "arn:aws:kms:us-east-1:111111111111:key/x"
}

resource "aws_cloudwatch_log_group" "key_unknown" {
  name              = "key-unknown"
  retention_in_days = 30
  kms_key_id        = terraform_data.later.output
}

resource "aws_sns_topic" "alarms" {}

resource "aws_cloudwatch_metric_alarm" "notify_nobody" {
  alarm_name          = "notify-nobody"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  metric_name         = "Errors"
  namespace           = "AWS/Lambda"
  period              = 60
  statistic           = "Sum"
  threshold           = 1
}

resource "aws_cloudwatch_metric_alarm" "notify_empty" {
  alarm_name          = "notify-empty"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  metric_name         = "Errors"
  namespace           = "AWS/Lambda"
  period              = 60
  statistic           = "Sum"
  threshold           = 1
  alarm_actions       = []
  ok_actions          = ["arn:aws:sns:us-east-1:111111111111:x"]
}

resource "aws_cloudwatch_metric_alarm" "notify_known" {
  alarm_name          = "notify-known"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  metric_name         = "Errors"
  namespace           = "AWS/Lambda"
  period              = 60
  statistic           = "Sum"
  threshold           = 1
  alarm_actions       = ["arn:aws:sns:us-east-1:111111111111:x"]
}

resource "aws_cloudwatch_metric_alarm" "notify_reference" {
  alarm_name          = "notify-reference"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  metric_name         = "Errors"
  namespace           = "AWS/Lambda"
  period              = 60
  statistic           = "Sum"
  threshold           = 1
  alarm_actions       = [aws_sns_topic.alarms.arn]
}

resource "aws_cloudwatch_metric_alarm" "notify_part" {
  alarm_name          = "notify part"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  metric_name         = "Errors"
  namespace           = "AWS/Lambda"
  period              = 60
  statistic           = "Sum"
  threshold           = 1
}

resource "aws_cloudwatch_metric_alarm" "notify_part_by_arn" {
  alarm_name          = "notify-part-by-arn"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  metric_name         = "Errors"
  namespace           = "AWS/Lambda"
  period              = 60
  statistic           = "Sum"
  threshold           = 1
}

resource "aws_cloudwatch_metric_alarm" "notify_part_by_reference" {
  alarm_name          = "notify-part-by-reference"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  metric_name         = "Errors"
  namespace           = "AWS/Lambda"
  period              = 60
  statistic           = "Sum"
  threshold           = 1
}

resource "aws_cloudwatch_composite_alarm" "composite_silent" {
  alarm_name = "composite-silent"
  alarm_rule = "ALARM(\"notify part\") AND NOT OK(arn:aws:cloudwatch:us-east-1:111111111111:alarm:notify-part-by-arn)"
}

resource "aws_cloudwatch_composite_alarm" "composite_known" {
  alarm_name    = "composite-known"
  alarm_rule    = "ALARM(other)"
  alarm_actions = ["arn:aws:sns:us-east-1:111111111111:x"]
}

resource "aws_cloudwatch_composite_alarm" "composite_reference" {
  alarm_name    = "composite-reference"
  alarm_rule    = "ALARM(${aws_cloudwatch_metric_alarm.notify_part_by_reference.arn})"
  alarm_actions = [aws_sns_topic.alarms.arn]
}

resource "aws_cloudwatch_metric_alarm" "enabled_off" {
  alarm_name          = "enabled-off"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  metric_name         = "Errors"
  namespace           = "AWS/Lambda"
  period              = 60
  statistic           = "Sum"
  threshold           = 1
  actions_enabled     = false
}

resource "aws_cloudwatch_metric_alarm" "enabled_unset" {
  alarm_name          = "enabled-unset"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  metric_name         = "Errors"
  namespace           = "AWS/Lambda"
  period              = 60
  statistic           = "Sum"
  threshold           = 1
}

resource "aws_cloudwatch_metric_alarm" "enabled_unknown" {
  alarm_name          = "enabled-unknown"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  metric_name         = "Errors"
  namespace           = "AWS/Lambda"
  period              = 60
  statistic           = "Sum"
  threshold           = 1
  actions_enabled     = terraform_data.later_switch.output
}

resource "aws_cloudwatch_composite_alarm" "enabled_composite_off" {
  alarm_name      = "enabled-composite-off"
  alarm_rule      = "ALARM(other)"
  actions_enabled = false
}

resource "aws_cloudwatch_log_resource_policy" "public_open" {
  policy_name     = "public-open"
  policy_document = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "logs:PutLogEvents", Resource = "*" }] })
}

resource "aws_cloudwatch_log_resource_policy" "public_named" {
  policy_name = "public-named"
  policy_document = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "es.amazonaws.com" }, Action = "logs:PutLogEvents", Resource = "*" }]
  })
}

resource "aws_cloudwatch_log_resource_policy" "public_denied" {
  policy_name     = "public-denied"
  policy_document = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Deny", Principal = "*", Action = "logs:*", Resource = "*" }] })
}

data "aws_iam_policy_document" "public_document" {
  statement {
    actions   = ["logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.key_own.arn}:*"]
    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
  }
}

resource "aws_cloudwatch_log_resource_policy" "public_document" {
  policy_name     = "public-document"
  policy_document = data.aws_iam_policy_document.public_document.json
}

resource "aws_cloudwatch_log_resource_policy" "public_unknown" {
  policy_name     = "public-unknown"
  policy_document = terraform_data.later.output
}

resource "aws_cloudwatch_log_destination_policy" "destination_open" {
  destination_name = "destination-open"
  access_policy    = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "logs:PutSubscriptionFilter", Resource = "*" }] })
}

resource "aws_cloudwatch_log_destination_policy" "destination_organization" {
  destination_name = "destination-organization"
  access_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "logs:PutSubscriptionFilter"
      Resource  = "*"
      Condition = { StringEquals = { "aws:PrincipalOrgID" = "o-1" } }
    }]
  })
}

resource "aws_cloudwatch_log_destination_policy" "destination_account" {
  destination_name = "destination-account"
  access_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "111111111111" }, Action = "logs:PutSubscriptionFilter", Resource = "*" }]
  })
}

resource "aws_cloudwatch_log_destination_policy" "destination_unknown" {
  destination_name = "destination-unknown"
  access_policy    = terraform_data.later.output
}

resource "aws_cloudwatch_log_metric_filter" "filter_unwatched" {
  name           = "filter-unwatched"
  log_group_name = "x"
  pattern        = "ERROR"
  metric_transformation {
    name      = "Unwatched"
    namespace = "X"
    value     = "1"
  }
}

resource "aws_cloudwatch_log_metric_filter" "filter_other_namespace" {
  name           = "filter-other-namespace"
  log_group_name = "x"
  pattern        = "ERROR"
  metric_transformation {
    name      = "Watched"
    namespace = "Y"
    value     = "1"
  }
}

resource "aws_cloudwatch_log_metric_filter" "filter_watched" {
  name           = "filter-watched"
  log_group_name = "x"
  pattern        = "ERROR"
  metric_transformation {
    name      = "Watched"
    namespace = "X"
    value     = "1"
  }
}

resource "aws_cloudwatch_log_metric_filter" "filter_watched_in_query" {
  name           = "filter-watched-in-query"
  log_group_name = "x"
  pattern        = "ERROR"
  metric_transformation {
    name      = "Queried"
    namespace = "X"
    value     = "1"
  }
}

resource "aws_cloudwatch_log_metric_filter" "filter_unknown" {
  name           = "filter-unknown"
  log_group_name = "x"
  pattern        = "ERROR"
  metric_transformation {
    name      = terraform_data.later.output
    namespace = "X"
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "data_missing" {
  alarm_name          = "data-missing"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  metric_name         = "Watched"
  namespace           = "X"
  period              = 60
  statistic           = "Sum"
  threshold           = 1
}

resource "aws_cloudwatch_metric_alarm" "data_breaching" {
  alarm_name          = "data-breaching"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  threshold           = 1
  treat_missing_data  = "breaching"
  metric_query {
    id          = "m"
    return_data = true
    metric {
      metric_name = "Queried"
      namespace   = "X"
      period      = 60
      stat        = "Sum"
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "data_unknown" {
  alarm_name          = "data-unknown"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  metric_name         = "Errors"
  namespace           = "AWS/Lambda"
  period              = 60
  statistic           = "Sum"
  threshold           = 1
  treat_missing_data  = terraform_data.later.output
}

resource "aws_cloudwatch_log_subscription_filter" "subscription_foreign" {
  name            = "subscription-foreign"
  log_group_name  = "x"
  filter_pattern  = ""
  destination_arn = "arn:aws:logs:us-east-1:333333333333:destination:x"
}

resource "aws_cloudwatch_log_subscription_filter" "subscription_own" {
  name            = "subscription-own"
  log_group_name  = "x"
  filter_pattern  = ""
  destination_arn = "arn:aws:lambda:us-east-1:111111111111:function:x"
}

resource "aws_cloudwatch_log_subscription_filter" "subscription_allowed" {
  name            = "subscription-allowed"
  log_group_name  = "x"
  filter_pattern  = ""
  destination_arn = "arn:aws:kinesis:us-east-1:222222222222:stream/x"
}

resource "aws_cloudwatch_log_subscription_filter" "subscription_unknown" {
  name            = "subscription-unknown"
  log_group_name  = "x"
  filter_pattern  = ""
  destination_arn = terraform_data.later.output
}

resource "aws_cloudwatch_log_group" "personal_open" {
  name              = "personal-open"
  retention_in_days = 30
  tags              = { DataClass = "pii" }
}

resource "aws_cloudwatch_log_group" "personal_masked" {
  name              = "personal-masked"
  retention_in_days = 30
  tags              = { DataClass = "pii" }
}

resource "aws_cloudwatch_log_data_protection_policy" "personal_masked" {
  log_group_name  = "personal-masked"
  policy_document = jsonencode({ Name = "x", Version = "2021-06-01", Statement = [] })
}

# The name is known only after apply: linked by reference.
resource "aws_cloudwatch_log_group" "personal_masked_by_reference" {
  name_prefix       = "personal"
  retention_in_days = 30
  tags              = { DataClass = "pii" }
}

resource "aws_cloudwatch_log_data_protection_policy" "personal_masked_by_reference" {
  log_group_name  = aws_cloudwatch_log_group.personal_masked_by_reference.name
  policy_document = jsonencode({ Name = "x", Version = "2021-06-01", Statement = [] })
}

resource "aws_cloudwatch_log_group" "personal_untagged" {
  name              = "personal-untagged"
  retention_in_days = 30
}

resource "aws_cloudwatch_log_group" "personal_unknown" {
  name              = "personal-unknown"
  retention_in_days = 30
  tags              = { DataClass = terraform_data.later.output }
}

resource "aws_cloudwatch_log_group" "kept_left" {
  name              = "kept-left"
  retention_in_days = 30
  skip_destroy      = true
}

resource "aws_cloudwatch_log_group" "kept_listed" {
  name              = "/forensics/kept-listed"
  retention_in_days = 30
  skip_destroy      = true
}

resource "aws_cloudwatch_log_group" "kept_unset" {
  name              = "kept-unset"
  retention_in_days = 30
}

resource "aws_cloudwatch_log_group" "kept_unknown" {
  name              = "kept-unknown"
  retention_in_days = 30
  skip_destroy      = terraform_data.later_switch.output
}
