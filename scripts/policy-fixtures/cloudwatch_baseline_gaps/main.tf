# CW-020 to CW-034: each filter falls short in another way, and most activities have none. The prepared state has the trail's to delete.

locals {
  pattern = "{ $.userIdentity.type = \"Root\" && $.userIdentity.invokedBy NOT EXISTS }"
}

resource "aws_cloudwatch_log_metric_filter" "without_alarm" {
  name           = "without-alarm"
  pattern        = local.pattern
  log_group_name = "trail"
  metric_transformation {
    name      = "without-alarm"
    namespace = "Baseline"
    value     = "1"
  }
}

resource "aws_cloudwatch_log_metric_filter" "without_action" {
  name           = "without-action"
  pattern        = local.pattern
  log_group_name = "trail"
  metric_transformation {
    name      = "without-action"
    namespace = "Baseline"
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "without_action" {
  alarm_name          = "without-action"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  evaluation_periods  = 1
  metric_name         = "without-action"
  namespace           = "Baseline"
  period              = 60
  statistic           = "Sum"
  threshold           = 1
}

# CreateRouteTable holds the letters of CreateRoute, and DeleteRoute is missing.
resource "aws_cloudwatch_log_metric_filter" "without_events" {
  name           = "without-events"
  pattern        = "{ ($.eventName = CreateRouteTable) || ($.eventName = DeleteRouteTable) }"
  log_group_name = "trail"
  metric_transformation {
    name      = "without-events"
    namespace = "Baseline"
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "without_events" {
  alarm_name          = "without-events"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  evaluation_periods  = 1
  metric_name         = "without-events"
  namespace           = "Baseline"
  period              = 60
  statistic           = "Sum"
  threshold           = 1
  alarm_actions       = ["arn:aws:sns:us-east-1:111111111111:x"]
}
