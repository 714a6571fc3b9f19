# What decides is known only after apply: for CW-020 to CW-034 what the one filter looks for, for CW-004 (notify_…) which alarms the composite
# one has, for CW-012 (personal_…) which log group the policy is for.

resource "aws_cloudwatch_log_metric_filter" "later" {
  name           = "later"
  pattern        = terraform_data.later.output
  log_group_name = "trail"
  metric_transformation {
    name      = "later"
    namespace = "Baseline"
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "later" {
  alarm_name          = "later"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  evaluation_periods  = 1
  metric_name         = "later"
  namespace           = "Baseline"
  period              = 60
  statistic           = "Sum"
  threshold           = 1
  alarm_actions       = ["arn:aws:sns:us-east-1:111111111111:x"]
}

resource "aws_cloudwatch_metric_alarm" "notify_nobody" {
  alarm_name          = "notify-nobody"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  evaluation_periods  = 1
  metric_name         = "Errors"
  namespace           = "AWS/Lambda"
  period              = 60
  statistic           = "Sum"
  threshold           = 1
}

resource "aws_cloudwatch_composite_alarm" "later" {
  alarm_name = "later"
  alarm_rule = terraform_data.later.output
}

resource "aws_cloudwatch_log_group" "personal_open" {
  name              = "personal-open"
  retention_in_days = 30
  tags              = { DataClass = "pii" }
}

resource "aws_cloudwatch_log_data_protection_policy" "later" {
  log_group_name  = terraform_data.later.output
  policy_document = jsonencode({ Name = "x", Version = "2021-06-01", Statement = [] })
}
