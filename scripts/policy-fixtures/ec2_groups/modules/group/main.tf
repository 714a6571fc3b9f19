variable "launch_configuration" {
  type = string
}

resource "aws_autoscaling_group" "source_this" {
  max_size             = 1
  min_size             = 1
  availability_zones   = ["us-east-1a", "us-east-1b"]
  launch_configuration = var.launch_configuration
}
