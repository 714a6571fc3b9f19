variable "name" {
  type = string
}

variable "pattern" {
  type = string
}

variable "log_group" {
  type = string
}

variable "topic" {
  type = string
}

resource "aws_cloudwatch_log_metric_filter" "this" {
  name           = var.name
  pattern        = var.pattern
  log_group_name = var.log_group
  metric_transformation {
    name      = var.name
    namespace = "Baseline"
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  alarm_name          = var.name
  comparison_operator = "GreaterThanOrEqualToThreshold"
  evaluation_periods  = 1
  metric_name         = aws_cloudwatch_log_metric_filter.this.metric_transformation[0].name
  namespace           = "Baseline"
  period              = 300
  statistic           = "Sum"
  threshold           = 1
  alarm_actions       = [var.topic]
}
